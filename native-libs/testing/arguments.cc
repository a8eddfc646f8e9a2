#include "arguments.h"

#include <sstream>
#include <stdexcept>

namespace run_routine {
namespace {

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> pieces;
  std::istringstream stream(text);
  for (std::string piece; std::getline(stream, piece, separator);) pieces.push_back(piece);
  return pieces;
}

std::pair<std::string, std::string> split_once(const std::string &text) {
  const size_t at = text.find('=');
  if (at == std::string::npos) throw std::runtime_error("expected NAME=VALUE and received " + text);
  return {text.substr(0, at), text.substr(at + 1)};
}

InputSpec parse_input(const std::string &text) {
  const auto [name, value] = split_once(text);
  const std::vector<std::string> pieces = split(value, ',');
  if (pieces.size() < 3) throw std::runtime_error("expected --in NAME=ROWS,COLS,DTYPE[,FILE...] and received " + text);
  const int64_t rows = std::stoll(pieces[0]);
  InputSpec input{name, rows, std::stoll(pieces[1]), pieces[2], {}, "", false, rows};
  if (input.dtype != "float64" && input.dtype != "float32") throw std::runtime_error("unknown dtype " + input.dtype);
  input.files.assign(pieces.begin() + 3, pieces.end());
  return input;
}

InputSpec &input_named(std::vector<InputSpec> &inputs, const std::string &name) {
  for (InputSpec &input : inputs)
    if (input.name == name) return input;
  throw std::runtime_error("no input " + name + " is given before its row indices");
}

void set_labels(std::vector<InputSpec> &inputs, const std::string &text) {
  const auto [name, path] = split_once(text);
  input_named(inputs, name).index_file = path;
}

void set_positions(std::vector<InputSpec> &inputs, const std::string &text) {
  const auto [name, value] = split_once(text);
  const size_t comma = value.find(',');
  if (comma == std::string::npos) throw std::runtime_error("expected --positions NAME=ROWS,FILE and received " + text);
  InputSpec &input = input_named(inputs, name);
  input.index_file = value.substr(comma + 1);
  input.positions = true;
  input.matrix_rows = std::stoll(value.substr(0, comma));
}

} // namespace

const char *const kUsage =
    "run_routine LIBRARY.so ROUTINE --in NAME=ROWS,COLS,DTYPE,FILE[,FILE...] [--param NAME=VALUE]... [--out DIR]\n"
    "            [--labels NAME=FILE]... [--positions NAME=ROWS,FILE]... [--cancel-after CALLS] [--quiet]\n"
    "Runs one routine on the ranks it is started with, as the bridge would. Files hold row-major values without a\n"
    "header; @LIST in place of files names a text file with one path per line. Labels and positions are an int64 for\n"
    "each row of the files; ROWS counts the missing ones too. Each rank writes its rows to\n"
    "DIR/NAME.RANK; rank 0 prints {\"status\":...,\"result\":...,\"outputs\":...} on standard output.\n";

Arguments parse_arguments(int argc, char **argv) {
  if (argc < 3) throw std::runtime_error("a library and a routine are needed");
  Arguments arguments{argv[1], argv[2], {}, {}, "", -1, false};
  for (int i = 3; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--quiet") {
      arguments.quiet = true;
      continue;
    }
    if (i + 1 == argc) throw std::runtime_error(option + " needs a value");
    const std::string value = argv[++i];
    if (option == "--in")
      arguments.inputs.push_back(parse_input(value));
    else if (option == "--labels")
      set_labels(arguments.inputs, value);
    else if (option == "--positions")
      set_positions(arguments.inputs, value);
    else if (option == "--param")
      arguments.params.insert(split_once(value));
    else if (option == "--out")
      arguments.out = value;
    else if (option == "--cancel-after")
      arguments.cancel_after = std::stoll(value);
    else
      throw std::runtime_error("unknown option " + option);
  }
  return arguments;
}

} // namespace run_routine
