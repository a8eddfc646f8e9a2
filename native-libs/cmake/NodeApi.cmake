# NODE_API_HEADERS and NODE_ADDON_API: the headers come from npm, so that nothing is downloaded here.
function(find_npm_headers package subfolder result)
  execute_process(
    COMMAND node -p "require('node:path').dirname(require.resolve('${package}/package.json'))"
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    OUTPUT_VARIABLE folder
    OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "npm package ${package} is not installed; run npm install first")
  endif()
  set(${result} ${folder}${subfolder} PARENT_SCOPE)
endfunction()
find_npm_headers(node-api-headers /include NODE_API_HEADERS)
find_npm_headers(node-addon-api "" NODE_ADDON_API)
