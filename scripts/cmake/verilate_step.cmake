# Run by ws_verilate: SystemVerilog to C++ in FOLDER, gathered in fast.cpp and slow.cpp, because the
# names of the generated files are not known before.
file(REMOVE_RECURSE ${FOLDER})
execute_process(COMMAND ${VERILATOR} ${OPTIONS} -Mdir ${FOLDER} ${SOURCES}
                COMMAND_ERROR_IS_FATAL ANY)
file(GLOB generated RELATIVE ${FOLDER} ${FOLDER}/*.cpp)
foreach(source ${generated})
  set(unit fast)
  if(source MATCHES "Slow|__Syms|__Trace.*Decl")
    set(unit slow)
  endif()
  string(APPEND ${unit} "#include \"${source}\"\n")
endforeach()
file(WRITE ${FOLDER}/fast.cpp "${fast}")
file(WRITE ${FOLDER}/slow.cpp "${slow}")
