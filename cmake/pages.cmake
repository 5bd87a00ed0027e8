# The desk's pages and the description of its API are built into the program, as the packs are.
option(ROZNAMCHA_WEB "build the desk's pages (npm) and carry them in the program" OFF)

set(WEB ${PROJECT_SOURCE_DIR}/web)
set(PAGES ${PROJECT_SOURCE_DIR}/src/http/placeholder)
set(PAGES_STAMP)
if(ROZNAMCHA_WEB)
  find_program(NPM npm REQUIRED)
  file(GLOB_RECURSE WEB_SOURCES CONFIGURE_DEPENDS ${WEB}/src/* ${WEB}/basemap/* ${WEB}/public/*)
  list(FILTER WEB_SOURCES EXCLUDE REGEX "\\.test\\.ts$")
  set(PAGES ${WEB}/dist)
  set(PAGES_STAMP ${PROJECT_BINARY_DIR}/web.stamp)
  add_custom_command(OUTPUT ${PAGES_STAMP}
                     COMMAND ${CMAKE_COMMAND} -DNPM=${NPM} -DWEB=${WEB} -P ${PROJECT_SOURCE_DIR}/cmake/build_pages.cmake
                     COMMAND ${CMAKE_COMMAND} -E touch ${PAGES_STAMP}
                     DEPENDS ${WEB_SOURCES} ${WEB}/index.html ${WEB}/package.json ${WEB}/package-lock.json ${WEB}/tsconfig.json
                             ${WEB}/vite.config.ts
                     COMMENT "Building the desk's pages" USES_TERMINAL)
else()
  set(PAGES_STAMP ${PAGES}/index.html)
endif()
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/pages.S
                   COMMAND ${CMAKE_COMMAND} -DFOLDER=${PAGES} -DPACKED=${PROJECT_BINARY_DIR}/pages -DOUT=${PROJECT_BINARY_DIR}/pages.S
                           -P ${PROJECT_SOURCE_DIR}/cmake/embed_pages.cmake
                   DEPENDS ${PAGES_STAMP} ${PROJECT_SOURCE_DIR}/cmake/embed_pages.cmake)

set(OPENAPI ${PROJECT_SOURCE_DIR}/src/http/openapi.json)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/openapi.S @ONLY CONTENT
"  .section .rodata
  .globl roznamcha_openapi, roznamcha_openapi_end
  .hidden roznamcha_openapi, roznamcha_openapi_end
roznamcha_openapi:
  .incbin \"${OPENAPI}\"
roznamcha_openapi_end:
  .section .note.GNU-stack,\"\",%progbits
")
set_source_files_properties(${PROJECT_BINARY_DIR}/openapi.S PROPERTIES OBJECT_DEPENDS ${OPENAPI})
target_sources(roznamcha_http PRIVATE ${PROJECT_BINARY_DIR}/pages.S ${PROJECT_BINARY_DIR}/openapi.S)
