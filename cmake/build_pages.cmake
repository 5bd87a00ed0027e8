# cmake -DNPM=… -DWEB=… [-DPACKAGES_ONLY=ON] -P build_pages.cmake: web/dist from web/, its packages installed first if the lock file is newer
# than they are. Several builds of one checkout take turns.
file(LOCK ${WEB} DIRECTORY GUARD PROCESS TIMEOUT 900)  # of a file itself, LOCK would empty it
if(NOT EXISTS ${WEB}/node_modules/.package-lock.json OR ${WEB}/package-lock.json IS_NEWER_THAN ${WEB}/node_modules/.package-lock.json)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund --prefer-offline --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000
                  WORKING_DIRECTORY ${WEB} COMMAND_ERROR_IS_FATAL ANY)
  file(TOUCH ${WEB}/node_modules/.package-lock.json)
endif()
if(PACKAGES_ONLY)
  return()
endif()
execute_process(COMMAND ${NPM} run build WORKING_DIRECTORY ${WEB} COMMAND_ERROR_IS_FATAL ANY)
