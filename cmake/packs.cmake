# Packs are built into the program, so that one file is all that a user needs. Every file below packs/ (less
# hidden ones and pages) goes into one block of read-only data: for each file the length of its path, the length
# of its contents (32 bits each, in the machine's byte order), path, contents. An empty path ends the list.
# The learnt reader's weights come first, so that they can lie on a line of the processor's cache and be used in place.
# A second list like it holds the packed files unpacked: that would take most of the time in which the program starts.
file(GLOB_RECURSE PACK_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/packs ${PROJECT_SOURCE_DIR}/packs/*)
list(FILTER PACK_FILES EXCLUDE REGEX "(^|/)\\.|~$|\\.md$")
list(SORT PACK_FILES)
set(MODEL en/reader.model)
if(MODEL IN_LIST PACK_FILES)
  list(REMOVE_ITEM PACK_FILES ${MODEL})
  list(PREPEND PACK_FILES ${MODEL})
endif()
string(LENGTH ${MODEL} MODEL_AT)
math(EXPR MODEL_AT "(64 - (8 + ${MODEL_AT}) % 64) % 64")

add_executable(unpack cmake/unpack.cc)
target_link_libraries(unpack PRIVATE roznamcha_base)

set(ASSEMBLY "  .section .rodata\n  .balign 64\n  .skip ${MODEL_AT}\n  .globl roznamcha_packs\n  .hidden roznamcha_packs\nroznamcha_packs:\n")
set(NUMBER 0)
function(add_to_packs FILE CONTENTS)
  string(LENGTH "${FILE}" LENGTH)
  string(APPEND ASSEMBLY "  .long ${LENGTH}, .Lend${NUMBER} - .Lbegin${NUMBER}\n  .ascii \"${FILE}\"\n"
                         ".Lbegin${NUMBER}:\n  .incbin \"${CONTENTS}\"\n.Lend${NUMBER}:\n")
  math(EXPR NUMBER "${NUMBER} + 1")
  set(ASSEMBLY "${ASSEMBLY}" PARENT_SCOPE)
  set(NUMBER ${NUMBER} PARENT_SCOPE)
endfunction()
foreach(FILE ${PACK_FILES})
  add_to_packs(${FILE} ${PROJECT_SOURCE_DIR}/packs/${FILE})
endforeach()
string(APPEND ASSEMBLY "  .long 0, 0\n")
set(PACKED ${PACK_FILES})
list(FILTER PACKED INCLUDE REGEX "\\.zst$")
set(UNPACKED)
foreach(FILE ${PACKED})
  set(PLAIN ${PROJECT_BINARY_DIR}/unpacked${NUMBER})
  add_custom_command(OUTPUT ${PLAIN} COMMAND unpack ${PROJECT_SOURCE_DIR}/packs/${FILE} ${PLAIN}
                     DEPENDS ${PROJECT_SOURCE_DIR}/packs/${FILE})
  add_to_packs(${FILE} ${PLAIN})
  list(APPEND UNPACKED ${PLAIN})
endforeach()
string(APPEND ASSEMBLY "  .long 0, 0\n  .section .note.GNU-stack,\"\",%progbits\n")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/packs.S CONTENT "${ASSEMBLY}" @ONLY)

target_sources(roznamcha_pack PRIVATE ${PROJECT_BINARY_DIR}/packs.S)
list(TRANSFORM PACK_FILES PREPEND ${PROJECT_SOURCE_DIR}/packs/ OUTPUT_VARIABLE PACK_PATHS)
set_source_files_properties(${PROJECT_BINARY_DIR}/packs.S PROPERTIES OBJECT_DEPENDS "${PACK_PATHS};${UNPACKED}")
