# Packs are built into the program, so that one file is all that a user needs. Every file below packs/ (less
# hidden ones and pages) goes into one block of read-only data: for each file the length of its path, the length
# of its contents (32 bits each, in the machine's byte order), path, contents. An empty path ends the block.
file(GLOB_RECURSE PACK_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/packs ${PROJECT_SOURCE_DIR}/packs/*)
list(FILTER PACK_FILES EXCLUDE REGEX "(^|/)\\.|~$|\\.md$")
list(SORT PACK_FILES)

set(ASSEMBLY "  .section .rodata\n  .globl roznamcha_packs\n  .hidden roznamcha_packs\nroznamcha_packs:\n")
set(NUMBER 0)
foreach(FILE ${PACK_FILES})
  string(LENGTH "${FILE}" LENGTH)
  string(APPEND ASSEMBLY "  .long ${LENGTH}, .Lend${NUMBER} - .Lbegin${NUMBER}\n  .ascii \"${FILE}\"\n"
                         ".Lbegin${NUMBER}:\n  .incbin \"${PROJECT_SOURCE_DIR}/packs/${FILE}\"\n.Lend${NUMBER}:\n")
  math(EXPR NUMBER "${NUMBER} + 1")
endforeach()
string(APPEND ASSEMBLY "  .long 0, 0\n  .section .note.GNU-stack,\"\",%progbits\n")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/packs.S CONTENT "${ASSEMBLY}" @ONLY)

target_sources(roznamcha_pack PRIVATE ${PROJECT_BINARY_DIR}/packs.S)
list(TRANSFORM PACK_FILES PREPEND ${PROJECT_SOURCE_DIR}/packs/ OUTPUT_VARIABLE PACK_PATHS)
set_source_files_properties(${PROJECT_BINARY_DIR}/packs.S PROPERTIES OBJECT_DEPENDS "${PACK_PATHS}")
