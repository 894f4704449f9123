using System.CommandLine;
using System.Globalization;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Shell;

/// <summary>Options that several commands share.</summary>
internal static class HubOptions
{
    /// <summary>The data folder, where none is named.</summary>
    public const string DefaultData = ".hub";

    public static Option<string> Data() => new("--data")
    {
        Description = "Folder with everything the hub keeps.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultData,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>A single one for all commands: how the terminal is used, not what is asked for.</summary>
    public static Option<bool> Wide { get; } = new("--wide")
    {
        Description = "Show every column, however narrow the terminal is.",
    };

    /// <summary>A single one for the whole command line.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show where in the program an unexpected failure happened; HUB_DEBUG=1 does the same.",
        Recursive = true,
    };

    public static Option<bool> Watch() => new("--watch")
    {
        Description = "Show it again every 2 seconds until Ctrl+C: redrawn in a terminal, else a line for each row that changed.",
    };

    /// <summary>Lets an option take some words only; its help names them all, and a mistyped one is told the nearest.</summary>
    public static Option<T> Of<T>(this Option<T> option, params string[] words)
    {
        option.HelpName = string.Join('|', words);
        option.CompletionSources.Add(words);
        option.Validators.Add(given =>
        {
            foreach (var token in given.Tokens.Where(t => !words.Contains(t.Value, StringComparer.Ordinal)))
                given.AddError($"{option.Name} '{token.Value}' is not one of {string.Join(", ", words)}"
                    + Spelling.EndSentence(Spelling.DidYouMean(token.Value, words)));
        });
        return option;
    }

    /// <summary>Lets an option take whole numbers of a range only.</summary>
    public static Option<int> Between(this Option<int> option, int least, int most)
    {
        option.Validators.Add(given =>
        {
            // What is no number at all is told by the parser.
            foreach (var token in given.Tokens)
                if (long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    && (number < least || number > most))
                    given.AddError($"{option.Name} '{token.Value}' is not from {least} to {most}, such as {option.Name} "
                        + $"{Math.Clamp(100, least, most)}.");
        });
        return option;
    }

    /// <summary>Lets an option take durations only, as plans write them.</summary>
    /// <param name="option">The option.</param>
    /// <param name="example">Durations of the usual length: <c>12h or 90d</c>.</param>
    /// <param name="longest">The longest that is taken; null for any.</param>
    /// <param name="none">Whether <c>0s</c> is taken, for no time at all.</param>
    public static Option<T> OfDuration<T>(this Option<T> option, string example, TimeSpan? longest = null, bool none = false)
    {
        option.Validators.Add(given =>
        {
            foreach (var text in given.Tokens.Select(t => t.Value).Where(t => !none || t != "0s"))
                if (PlanDuration.Parse(text) is not { } duration)
                    given.AddError($"{option.Name} '{text}' is not a duration, such as {example}.");
                else if (duration > longest)
                    given.AddError(
                        $"{option.Name} '{text}' is too long: up to {PlanDuration.Write(longest.Value)}, such as {example}.");
        });
        return option;
    }

    public static Option<string> Reason(string kept = "with the revision and in the audit log") => new("--reason")
    {
        Description = $"The reason, which is kept {kept}.",
        HelpName = "TEXT",
        Required = true,
    };

    public static Argument<string> Route() => new("route") { Description = "The route's id, such as orders.place." };
}
