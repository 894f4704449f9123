using System.CommandLine;

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

    public static Option<string> Reason() => new("--reason")
    {
        Description = "Why; kept with the revision and in the audit log.",
        HelpName = "TEXT",
        Required = true,
    };

    public static Argument<string> Route() => new("route") { Description = "The route's id, such as orders.place." };
}
