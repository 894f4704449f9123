using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Retiring;
using Hub.Facade.Signing;
using Hub.Host.Shell;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Routing;

namespace Hub.Host.Commands;

/// <summary>Checks that a document of <c>retire --dry-run</c> was signed by the hub, is unchanged and still holds.</summary>
internal static class RetireVerifyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The document, as ./hub retire ROUTE --dry-run --out FILE writes it.",
        };
        var key = new Option<string?>("--key")
        {
            Description = "The signer's public key: no hub is asked, so whether the document still holds is not checked.",
            HelpName = "PEM",
        };
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command(
            "verify", "Checks that a document of retire --dry-run was signed by the hub, is unchanged and still holds.")
        {
            file, key, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var given = parsed.GetValue(key) is { } path ? ReadKey(path) : null;
            var document = await ReadAsync(parsed.GetValue(file)!);
            var result = given is not null
                ? Check(document, [given])
                : await VerifyByHubAsync(parsed.GetValue(data)!, document);
            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web));
            if (result.Faults.Count > 0)
                throw new CommandFailedException(string.Join('\n', result.Faults));
            if (parsed.GetValue(json))
                return CommandLine.Done;
            Terminal.Out.WriteLine(ApiRecords.Line(result.Statement));
            Terminal.Out.WriteLine($"Signed by the hub's key {ApiRecords.Line(result.Key ?? "")}, and unchanged.");
            Terminal.Out.WriteLine(result.Holds is null
                ? "Whether it still holds was not checked: leave --key out to ask the hub."
                : "It still holds: nobody used the legacy side since, and nothing else keeps it.");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<JsonObject> ReadAsync(string file)
    {
        try
        {
            if (JsonNode.Parse(await File.ReadAllTextAsync(file)) is JsonObject read
                && read["route"] is JsonValue && read["signature"] is JsonValue && read["sha256"] is JsonValue)
                return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"The file '{file}' cannot be read: name a document that ./hub retire ROUTE --dry-run --out FILE has written.",
                CommandLine.WrongUsage);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not JSON, or a member twice.
        }

        throw new CommandFailedException(
            $"'{file}' is not a signed document: write one with ./hub retire ROUTE --dry-run --out {file}.",
            CommandLine.WrongUsage);
    }

    private static PublicKey ReadKey(string path)
    {
        try
        {
            using var key = AnchorKey.Read(path, toSign: false);
            return PublicKey.Of(key) ?? throw new FormatException($"{path} holds no key of the curve P-256");
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"--key: {e.Message}", CommandLine.WrongUsage);
        }
    }

    private static async Task<Result> VerifyByHubAsync(string data, JsonObject document)
    {
        using var hub = new HubClient(data);
        var result = Check(document, (await hub.GetAsync("hub/api/keys")).Read<PublicKeys>().Keys);
        if (result.Faults.Count > 0)
            return result;
        var route = Text(document, "route");
        var now = (await hub.GetAsync($"hub/api/routes/{Uri.EscapeDataString(route)}/retirement")).Read<RetirementView>();
        IReadOnlyList<string> faults = [.. WhyNotAnyMore(document, now)];
        return result with { Holds = faults.Count == 0, Faults = faults };
    }

    private static Result Check(JsonObject document, IReadOnlyList<PublicKey> keys)
    {
        var signature = Text(document, "signature");
        var id = DetachedSignature.KeyOf(signature);
        return new Result(Text(document, "statement"), id, null, [.. FindFaults()]);

        IEnumerable<string> FindFaults()
        {
            if (id is null)
                yield return "The document's signature is not of the form that a hub writes: "
                    + "it was changed, or written by something else.";
            else if (keys.FirstOrDefault(k => k.Id == id) is not { } key)
                yield return $"The document was signed with the key {ApiRecords.Line(id)}, which is not a key of this hub: "
                    + "ask the hub that wrote it, or name its public key with --key.";
            else if (!IsSigned(key) || RetirementDocument.HashOf(document) != Text(document, "sha256"))
                yield return "The document was changed after it was signed: its signature does not fit what it says.";
        }

        bool IsSigned(PublicKey key)
        {
            using var check = key.ToKey();
            return DetachedSignature.IsOf(signature, RetirementDocument.SignedText(document), check);
        }
    }

    private static IEnumerable<string> WhyNotAnyMore(JsonObject document, RetirementView now)
    {
        var then = document.Deserialize<Told>(JsonSerializerOptions.Web)!;
        if (!then.IsSafe)
            yield return $"The document is the hub's and unchanged, and says: {ApiRecords.Line(then.Statement ?? "")}";
        else if (now.Stage == Stage.Retired)
            yield break;
        else if (now.LastUsed > then.At)
            yield return $"It does not hold any more: the legacy side was used again at {ApiRecords.Time(now.LastUsed.Value)}, "
                + $"after the document of {ApiRecords.Time(then.At)}.";
        else if (now.Plan != then.Plan)
            yield return "It does not hold any more: the plan has changed since. "
                + "Write it anew with ./hub retire ROUTE --dry-run --out FILE.";
        else
            foreach (var why in now.KeptBy)
                yield return $"It does not hold any more: {ApiRecords.Line(why)}";
    }

    private static string Text(JsonObject document, string name) =>
        document[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private sealed record Told(bool IsSafe, string? Statement, string? Plan, DateTimeOffset At);

    /// <param name="Statement">What the document says.</param>
    /// <param name="Key">The name of the key that it was signed with; null where it is not signed.</param>
    /// <param name="Holds">Whether it still holds; null where no hub was asked.</param>
    /// <param name="Faults">What is wrong with it; empty where nothing is.</param>
    private sealed record Result(string Statement, string? Key, bool? Holds, IReadOnlyList<string> Faults);
}
