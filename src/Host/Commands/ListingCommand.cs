using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>
/// Lists what the hub answers: as a table, as JSON, once or again and again. Commands that do nothing else are made by
/// <see cref="Create"/>; others add these options to theirs.
/// </summary>
/// <param name="absent">What a hub is told to be that does not have the list's address; null where every hub has it.</param>
internal sealed class ListingCommand(string? absent = null)
{
    private readonly Option<string> _data = HubOptions.Data();
    private readonly Option<bool> _json = HubOptions.Json();
    private readonly Option<bool> _watch = HubOptions.Watch();

    /// <param name="name">The command's name.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="path">The address of the list at the hub.</param>
    /// <param name="tell">What people are told of the answer, which is read as its record.</param>
    /// <param name="watched">Whether <c>--watch</c> shows it again and again.</param>
    /// <param name="exitCode">The exit code for an answer, where it may say that something failed.</param>
    public static Command Create<T>(
        string name, string description, string path, Func<T, Listed> tell, bool watched = false,
        Func<T, int>? exitCode = null)
    {
        var (command, listing) = (new Command(name, description), new ListingCommand());
        listing.AddTo(command, watched);
        command.SetAction((parsed, _) => listing.RunAsync(parsed, path, tell, exitCode));
        return command;
    }

    /// <summary>Adds the options that listings have.</summary>
    public void AddTo(Command command, bool watched = false)
    {
        foreach (var option in new Option[] { _data, _json, HubOptions.Wide })
            command.Options.Add(option);
        if (watched)
            command.Options.Add(_watch);
    }

    /// <summary>Asks the hub and shows the answer, until it is interrupted where <c>--watch</c> is given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The address of the list at the hub.</param>
    /// <param name="tell">What people are told of the answer.</param>
    /// <param name="exitCode">The exit code for an answer, where it may say that something failed.</param>
    public Task<int> RunAsync<T>(
        ParseResult parsed, string path, Func<T, Listed> tell, Func<T, int>? exitCode = null) =>
        RunAsync(parsed, hub => hub.GetAsync(path), tell, exitCode);

    /// <summary>Does the same for what takes more than one question.</summary>
    public async Task<int> RunAsync<T>(
        ParseResult parsed, Func<HubClient, Task<JsonElement>> ask, Func<T, Listed> tell, Func<T, int>? exitCode = null)
    {
        using var hub = Connect(parsed);
        if (parsed.GetResult(_watch) is not null && parsed.GetValue(_watch))
            return await new WatchedListing(() => ask(hub), a => tell(a.Read<T>()), parsed.GetValue(_json)).RunAsync();
        var answer = await ask(hub);
        Show(parsed, answer, tell);
        return exitCode?.Invoke(answer.Read<T>()) ?? CommandLine.Done;
    }

    /// <summary>Whether the command line asks for JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Whether the command line asks to show the listing again and again.</summary>
    public bool IsWatched(CommandResult parsed) => parsed.GetResult(_watch) is { Implicit: false } && parsed.GetValue(_watch);

    /// <summary>Returns the hub that the command line names.</summary>
    public HubClient Connect(ParseResult parsed) => new(parsed.GetValue(_data)!) { Absent = absent };

    /// <summary>Prints an answer: the JSON itself for programs, a table for people.</summary>
    public void Show<T>(ParseResult parsed, JsonElement answer, Func<T, Listed> tell)
    {
        if (parsed.GetValue(_json))
            Listing.PrintJson(answer);
        else
            tell(answer.Read<T>()).Print();
    }
}
