# ws_verilate(<target> TOP <module> [NAME <name>] [SOURCES <files>...] [PARAMETERS <name>=<value>...]
#             [OPTIONS <option>...] [TRACE])
#
# A static library of the class V<name>, by default V<module>, made from SystemVerilog at build time;
# a lint warning fails the build. SOURCES are by default those of rtl/files.f. With TRACE it can
# write FST dumps. OPTIONS go to Verilator as they are.
# Two translation units, one of them for what runs once, so that ccache and -O3 have it easy.
find_program(VERILATOR verilator REQUIRED)
execute_process(COMMAND ${VERILATOR} --getenv VERILATOR_ROOT OUTPUT_VARIABLE verilator_root
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
set(WS_VERILATE_STEP ${CMAKE_CURRENT_LIST_DIR}/verilate_step.cmake)

# Verilator's own library. VL_TIME_CONTEXT: time lives in the VerilatedContext, not in a global.
add_library(ws_verilated STATIC EXCLUDE_FROM_ALL ${verilator_root}/include/verilated.cpp
  ${verilator_root}/include/verilated_threads.cpp ${verilator_root}/include/verilated_fst_c.cpp)
target_include_directories(ws_verilated SYSTEM PUBLIC
  ${verilator_root}/include ${verilator_root}/include/vltstd)
target_compile_definitions(ws_verilated PUBLIC VL_TIME_CONTEXT)
target_compile_options(ws_verilated PRIVATE -O2 -w)
target_link_libraries(ws_verilated PUBLIC Threads::Threads ZLIB::ZLIB)

function(ws_rtl_files result)
  file(STRINGS ${PROJECT_SOURCE_DIR}/rtl/files.f lines REGEX "\\.sv$")
  list(TRANSFORM lines PREPEND ${PROJECT_SOURCE_DIR}/)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rtl/files.f)
  set(${result} ${lines} PARENT_SCOPE)
endfunction()

function(ws_verilate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TRACE" "TOP;NAME" "SOURCES;PARAMETERS;OPTIONS")
  if(NOT arg_SOURCES)
    ws_rtl_files(arg_SOURCES)
  endif()
  if(NOT arg_NAME)
    set(arg_NAME ${arg_TOP})
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target})
  set(options --cc -O3 --x-assign fast --x-initial fast -Wall --top-module ${arg_TOP}
      --prefix V${arg_NAME} ${arg_OPTIONS})
  foreach(parameter ${arg_PARAMETERS})
    list(APPEND options -G${parameter})
  endforeach()
  if(arg_TRACE)
    list(APPEND options --trace-fst --trace-structs)
  endif()
  set(waivers ${PROJECT_SOURCE_DIR}/rtl/waivers.vlt)
  add_custom_command(
    OUTPUT ${folder}/fast.cpp ${folder}/slow.cpp ${folder}/V${arg_NAME}.h
    COMMAND ${CMAKE_COMMAND} -DVERILATOR=${VERILATOR} -DFOLDER=${folder} "-DOPTIONS=${options}"
            "-DSOURCES=${waivers};${arg_SOURCES}" -P ${WS_VERILATE_STEP}
    DEPENDS ${arg_SOURCES} ${waivers} ${WS_VERILATE_STEP}
    COMMENT "Verilating ${arg_NAME}" VERBATIM)
  add_library(${target} STATIC EXCLUDE_FROM_ALL
    ${folder}/fast.cpp ${folder}/slow.cpp ${folder}/V${arg_NAME}.h)
  target_include_directories(${target} SYSTEM PUBLIC ${folder})
  target_link_libraries(${target} PUBLIC ws_verilated)
  target_compile_options(${target} PRIVATE -w)
  set_source_files_properties(${folder}/fast.cpp PROPERTIES COMPILE_OPTIONS -O3)
  set_source_files_properties(${folder}/slow.cpp PROPERTIES COMPILE_OPTIONS -O1)
endfunction()
