using System.CommandLine;

namespace Hub.Host.Commands;

/// <summary>Writes what is to be edited then.</summary>
internal static class NewCommand
{
    public static Command Create() => new("new", "Writes something new, to be edited: a service of one's own.")
    {
        NewServiceCommand.Create(),
    };
}
