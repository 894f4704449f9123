using System.CommandLine;

namespace Hub.Host.Tests.Usage;

/// <summary>A value or a name that the command line takes, typed wrongly.</summary>
/// <param name="Place">The command and the argument or option: <c>shift --percent</c>, <c>explain &lt;request-id&gt;</c>.</param>
/// <param name="Typed">The command line with a value that does not belong there.</param>
/// <param name="Told">What a person is told: what is wrong, and what is right.</param>
public sealed record TypedValue(string Place, string Typed, params string[] Told)
{
    /// <summary>The words of the command line.</summary>
    public string[] Words => Typed.Split(' ');

    public override string ToString() => Typed;

    /// <summary>Every place of a command line where a value is typed.</summary>
    public static IEnumerable<string> PlacesOf(Command command, string path = "")
    {
        foreach (var below in command.Subcommands)
            foreach (var place in PlacesOf(below, $"{path}{below.Name} "))
                yield return place;
        if (command.Action is null)
            yield break;
        foreach (var argument in command.Arguments)
            yield return $"{path}<{argument.Name}>";
        foreach (var option in command.Options.Where(o => o.ValueType != typeof(bool) && o.Action is null))
            yield return $"{path}{option.Name}";
    }
}
