using System.CommandLine;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

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

    public static Option<string> Reason() => new("--reason")
    {
        Description = "Why; kept with the revision and in the audit log.",
        HelpName = "TEXT",
        Required = true,
    };

    public static Argument<string> Route() => new("route") { Description = "The route's id, such as orders.place." };
}
