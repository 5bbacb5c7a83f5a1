using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>A command line that does not parse, in one line and a hint.</summary>
static class ParseFailure
{
    public static UserError Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var isRoot = command is RootCommand;
        var help = $"See `{ProgramName.Current} {(isRoot ? "" : command.Name + " ")}--help`.";
        if ((FindUnknownOption(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is { } word)
        {
            var known = word.StartsWith('-')
                ? Options(parsed, command)
                : isRoot ? command.Subcommands.Where(static verb => !verb.Hidden).Select(static verb => verb.Name) : [];
            var message = word.StartsWith('-') ? $"there is no option '{word}'{(isRoot ? "" : $" for {command.Name}")}"
                : isRoot ? $"there is no verb '{word}'"
                : $"'{word}' is one argument too many for {command.Name}";
            return new UserError(ExitCode.Usage, message, Suggestion.For(word, known) is { } near ? $"Did you mean '{near}'?" : help);
        }

        var missing = command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        return missing is not null && parsed.Errors[0].SymbolResult is not System.CommandLine.Parsing.OptionResult
            ? new UserError(ExitCode.Usage, $"{command.Name} needs its {missing.HelpName ?? missing.Name}", help)
            : new UserError(ExitCode.Usage, parsed.Errors[0].Message.TrimEnd('.'), help);
    }

    /// <summary>
    /// The first word with a dash that is no option: the parser takes it for an argument where one is still missing. After <c>--</c> anything goes, and a single dash is
    /// an address.
    /// </summary>
    public static string? FindUnknownOption(ParseResult parsed)
    {
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == System.CommandLine.Parsing.TokenType.DoubleDash)
            {
                break;
            }

            // The same word may be an option of ours here and of a command's after the dashes: curl -o, life -o.
            if (token.Value is ['-', _, ..] && token.Type != System.CommandLine.Parsing.TokenType.Option && IsArgument(parsed, token.Value))
            {
                return token.Value;
            }
        }

        return null;
    }

    static bool IsArgument(ParseResult parsed, string word) =>
        parsed.UnmatchedTokens.Contains(word) || parsed.CommandResult.Command.Arguments.Any(argument => parsed.GetResult(argument)?.Tokens.Any(token => token.Value == word) == true);

    static IEnumerable<string> Options(ParseResult parsed, Command command) =>
        command.Options.Concat(parsed.RootCommandResult.Command.Options).Where(static option => !option.Hidden).Select(static option => option.Name);
}
