using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Sync.Conforming;

namespace Hub.Host.Commands;

/// <summary>Holds a service against the contract for linked services, by asking the service itself: no hub is needed.</summary>
internal static class ConformCommand
{
    private const string Example = "such as http://127.0.0.1:9000";
    private const string JsonOrFile = "write JSON, or the name of a file that holds it";

    public static Command Create()
    {
        var address = new Argument<string>("url") { Description = $"The service: scheme, host and port, {Example}." };
        var changes = Path("--changes", "The path of its changes.", "/hub/changes");
        var records = Path("--records", "The path of its records.", "/records");
        var token = new Option<string?>("--token-file") { Description = "File with the token that it wants.", HelpName = "FILE" };
        var record = Content("--record", "A record that it takes, as JSON; the key is put in as 'id'.");
        var edit = Content("--edit", "Fields of that record with other values, as JSON.");
        var readOnly = new Option<bool>("--read-only") { Description = "Leave out the rules that write." };
        var json = HubOptions.Json();
        var command = new Command(
            "conform", "Tells which rules a service holds that it needs to be linked by HTTP (exit code 1 where one is broken).")
        {
            address, changes, records, token, record, edit, readOnly, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(address) is { Tokens: [var typed] } && Parse(typed.Value) is null)
                result.AddError($"'{typed.Value}' is not the address of a service: write scheme, host and port, {Example}.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var request = new ConformanceRequest(
                Parse(parsed.GetValue(address)!)!, parsed.GetValue(changes)!.TrimEnd('/'), parsed.GetValue(records)!.TrimEnd('/'))
            {
                Token = await ReadTokenAsync(parsed.GetValue(token)),
                ReadOnly = parsed.GetValue(readOnly),
            };
            if (parsed.GetValue(record) is { } given)
                request = request with { Record = await ContentFile.ReadAsync("--record", given, JsonOrFile) };
            if (parsed.GetValue(edit) is { } other)
                request = request with { Edit = await ContentFile.ReadAsync("--edit", other, JsonOrFile) };
            if (!request.ReadOnly)
                Terminal.Error.WriteLine(
                    $"Writes records with keys that begin with {request.Prefix} at {request.Address.Authority}, and deletes "
                    + "them at the end. --read-only leaves that out.");
            return Tell(await ServiceConformance.RunAsync(request, TimeProvider.System, cancellation), parsed.GetValue(json));
        });
        return command;
    }

    private static int Tell(IReadOnlyList<RuleOutcome> outcomes, bool json)
    {
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(outcomes, JsonSerializerOptions.Web));
        else
            foreach (var outcome in outcomes)
                Tell(outcome);
        var failed = outcomes.Count(o => o.State == RuleOutcome.Failed);
        if (!json)
            Terminal.Out.WriteLine(
                $"{outcomes.Count(o => o.State == RuleOutcome.Passed)} passed, {failed} failed, "
                + $"{outcomes.Count(o => o.State == RuleOutcome.NotTried)} not tried.");
        return failed == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static void Tell(RuleOutcome outcome)
    {
        var state = outcome.State == RuleOutcome.NotTried ? "not tried" : outcome.State;
        Terminal.Out.WriteLine($"{state,-10}{outcome.Id,-16}{outcome.Rule}");
        foreach (var (word, text) in new[] { ("sent", outcome.Sent), ("came", outcome.Came), ("", outcome.Advice) })
            if (text is not null)
                Terminal.Out.WriteLine($"{"",-10}{word,-16}{text}");
    }

    private static Option<string> Path(string name, string description, string otherwise)
    {
        var option = new Option<string>(name)
        {
            Description = description, HelpName = "PATH", DefaultValueFactory = _ => otherwise,
        };
        option.Validators.Add(given =>
        {
            foreach (var typed in given.Tokens.Where(t => !IsPath(t.Value)))
                given.AddError($"{name} '{typed.Value}' is not a path, such as {name} {otherwise}.");
        });
        return option;
    }

    private static bool IsPath(string typed) => typed is ['/', not '/', ..] && !typed.Any(c => c is '?' or '#' or ' ');

    private static Option<string?> Content(string name, string description) =>
        new(name) { Description = description, HelpName = "JSON|FILE" };

    private static Uri? Parse(string typed) =>
        Uri.TryCreate(typed, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
        && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? address
            : null;

    private static async Task<string?> ReadTokenAsync(string? file)
    {
        if (file is null)
            return null;
        try
        {
            return (await File.ReadAllTextAsync(file)).Trim() is { Length: > 0 } token && token.All(c => c is > ' ' and < '\x7f')
                ? token
                : throw new CommandFailedException($"--token-file '{file}' holds no token.", CommandLine.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--token-file '{file}' cannot be read.", CommandLine.WrongUsage);
        }
    }
}
