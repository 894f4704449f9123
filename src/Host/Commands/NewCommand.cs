using System.CommandLine;

namespace Hub.Host.Commands;

/// <summary>Groups the commands that write files to be edited.</summary>
internal static class NewCommand
{
    public static Command Create() => new("new", "Writes a new service, to be edited.")
    {
        NewServiceCommand.Create(),
    };
}
