using System.CommandLine;
using System.CommandLine.Parsing;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Shell;

/// <summary>
/// Says what is wrong with a command line, the reason first: each word that is not known, with what was probably meant.
/// </summary>
internal static class UsageFaults
{
    // The parser's own sentences, by their beginnings: it tells its errors apart by nothing else.
    private const string ValueMissing = "Required argument missing for option";
    private const string OfOption = "Option '";
    private const string NotOfType = "Cannot parse argument";
    private static readonly string[] ToldElsewhere =
    [
        "Unrecognized command or argument", "Required command was not provided", "Required argument '",
    ];

    /// <summary>The sentences, one for each fault.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var result = parsed.CommandResult;
        // The parser takes such a word for an argument; which of the others are meant as arguments cannot be told then.
        var mistyped = MistypedOptions(parsed, typed);
        var strangers = mistyped.Count == 0
            ? Strangers(parsed, typed)
            : [.. mistyped.Union(parsed.UnmatchedTokens.Where(IsOption), StringComparer.Ordinal)];
        // Behind a command that is not known nothing can be judged.
        if (mistyped.Count == 0 && strangers is [var first, ..] && !IsOption(first) && Subcommands(result.Command).Any())
            return [$"{PathOf(result)} has no command '{first}'"
                + Spelling.EndSentence(Spelling.DidYouMean(first, Subcommands(result.Command)))];
        var meant = strangers.Select(w => Meant(result, w)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        // All that is wrong: the parser leaves out what is missing where a value is wrong as well.
        List<string> told = [.. strangers.Select(w => mistyped.Contains(w) ? NoOption(result, w) : Unknown(result, w))];
        told.AddRange(parsed.Errors.Concat(FaultsBesideRules(parsed, typed))
            .Where(e => mistyped.Count == 0 || e.SymbolResult is not ArgumentResult)
            .Select(Tell).OfType<string>().Concat(MissingOf(result).Select(Missing))
            .Except(result.Command.Options.Where(o => meant.Contains(o.Name)).Select(Missing), StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal));
        told.AddRange(result.Command.Arguments
            .Where(a => mistyped.Count == 0 && a.Arity.MinimumNumberOfValues > 0
                && result.GetResult(a) is null or { Tokens.Count: 0 })
            .Select(a => $"{PathOf(result)} needs {Written(a)}: {Inside(a.Description)}"));
        if (told.Count == 0 || (result.Command.Action is null && Subcommands(result.Command).Any()))
            told.Add($"{PathOf(result)} needs a command: {string.Join(", ", Subcommands(result.Command))}.");
        return told;
    }

    /// <summary>
    /// What is wrong with single options, which the parser leaves out where a rule of the whole command is broken as well.
    /// </summary>
    private static IReadOnlyList<ParseError> FaultsBesideRules(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var rules = parsed.CommandResult.Command.Validators;
        if (rules.Count == 0)
            return [];
        var all = rules.ToList();
        rules.Clear();
        try
        {
            return parsed.RootCommandResult.Command.Parse(typed, parsed.Configuration).Errors;
        }
        finally
        {
            rules.AddRange(all);
        }
    }

    /// <summary>
    /// Whether an argument of the command begins with <c>-</c>: a mistyped option, unless it follows a bare <c>--</c>.
    /// </summary>
    public static bool HasMistypedOption(ParseResult parsed, IReadOnlyList<string> typed) =>
        parsed.Action is not { ClearsParseErrors: true } && MistypedOptions(parsed, typed).Count > 0;

    private static List<string> MistypedOptions(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var before = typed.TakeWhile(w => w != "--").ToHashSet(StringComparer.Ordinal);
        var mistyped = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
            mistyped.AddRange(command.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens)
                .Select(t => t.Value).Where(v => v.StartsWith('-') && before.Contains(v)));
        return mistyped;
    }

    /// <summary>The command as it is typed: <c>./hub plan check</c>.</summary>
    public static string PathOf(CommandResult? command) => string.Join(' ', Names(command).Reverse());

    private static IEnumerable<string> Names(CommandResult? command)
    {
        for (; command is not null; command = command.Parent as CommandResult)
            yield return command.Command.Name;
    }

    /// <summary>The words that nothing takes; what follows an unknown option is its value, and no fault of its own.</summary>
    private static List<string> Strangers(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var unmatched = parsed.UnmatchedTokens.ToList();
        var strangers = new List<string>();
        foreach (var (at, word) in typed.Index())
        {
            if (!unmatched.Remove(word))
                continue;
            if (IsOption(word) || at == 0 || !strangers.Contains(typed[at - 1]) || !IsOption(typed[at - 1]))
                strangers.Add(word);
        }

        return [.. strangers, .. unmatched];
    }

    private static string Unknown(CommandResult result, string word)
    {
        var path = PathOf(result);
        if (IsOption(word) && OptionNames(result).Contains(NameOf(word), StringComparer.Ordinal))
            return $"{NameOf(word)} belongs after the command: {path} {word}";
        if (IsOption(word))
            return NoOption(result, word);
        var arguments = result.Command.Arguments.Where(a => !a.Hidden).Select(Written).ToList();
        return arguments.Count == 0
            ? $"{path} takes no '{word}'."
            : $"{path} takes {string.Join(' ', arguments)} and no '{word}' after that.";
    }

    private static string NoOption(CommandResult result, string word) => $"{PathOf(result)} has no option '{NameOf(word)}'"
        + Spelling.EndSentence(Spelling.DidYouMean(NameOf(word), OptionNames(result)));

    /// <summary>The option that an unknown one is told to be, so that it is not called missing as well.</summary>
    private static string? Meant(CommandResult result, string word) =>
        IsOption(word) && !OptionNames(result).Contains(NameOf(word), StringComparer.Ordinal)
        && Spelling.DidYouMean(NameOf(word), OptionNames(result)) is { Length: > 0 } meant
            ? meant.Split('\'')[1]
            : null;

    /// <summary>The sentence for an error of the parser's; null for one that is told in other words.</summary>
    private static string? Tell(ParseError error)
    {
        var (message, option) = (error.Message, (error.SymbolResult as OptionResult)?.Option);
        return ToldElsewhere.Any(start => message.StartsWith(start, StringComparison.Ordinal)) ? null
            : message.StartsWith(NotOfType, StringComparison.Ordinal) ? NotA(error.SymbolResult, message)
            : message.StartsWith(ValueMissing, StringComparison.Ordinal) && option is not null
                ? $"{option.Name} needs a value, {option.HelpName ?? "TEXT"}: {Inside(option.Description)}"
            : !message.StartsWith(OfOption, StringComparison.Ordinal) ? message
            : message.EndsWith("is required.", StringComparison.Ordinal) ? null
            : option is null ? message
            : $"{option.Name} is given more than once; it takes one value.";
    }

    private static IEnumerable<Option> MissingOf(CommandResult result) =>
        result.Command.Options.Where(o => o.Required && result.GetResult(o) is null or { Implicit: true });

    /// <summary>What is said of an option that must be given.</summary>
    public static string Missing(Option option) =>
        $"{option.Name}{(option.HelpName is { } value ? $" {value}" : "")} is missing: {Inside(option.Description)}";

    /// <summary>A description as the rest of a sentence: its first word begins small, unless that is a name.</summary>
    private static string Inside(string? description) => description is [var first, >= 'a' and <= 'z' or ' ', ..]
        ? char.ToLowerInvariant(first) + description[1..]
        : description ?? "";

    private static string NotA(SymbolResult? given, string otherwise)
    {
        var (name, type) = given switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => (Written(argument.Argument), argument.Argument.ValueType),
            _ => ("", typeof(string)),
        };
        var kind = (Nullable.GetUnderlyingType(type) ?? type).Name switch
        {
            nameof(Int32) or nameof(Int64) => "a whole number, such as 10",
            nameof(Double) => "a number, such as 10 or 2.5",
            nameof(Boolean) => "true or false",
            nameof(DateTimeOffset) => "a time, such as 2026-12-24T18:00Z",
            _ => null,
        };
        return kind is null ? otherwise : $"{name} '{given!.Tokens.LastOrDefault()?.Value}' is not {kind}.";
    }

    private static string Written(Argument argument) => $"<{argument.Name}>";

    private static bool IsOption(string word) => word is ['-', not (>= '0' and <= '9'), ..];

    private static string NameOf(string option) => option.Split('=', ':')[0];

    private static IEnumerable<string> Subcommands(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);

    private static IEnumerable<string> OptionNames(CommandResult result)
    {
        var own = result.Command.Options.AsEnumerable();
        for (var above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
            own = own.Concat(above.Command.Options.Where(o => o.Recursive));
        return own.Where(o => !o.Hidden).Select(o => o.Name).Distinct(StringComparer.Ordinal);
    }
}
