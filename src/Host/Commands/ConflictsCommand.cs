using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what both sides of a link did not agree on, and resolves it.</summary>
internal static class ConflictsCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var link = new Argument<string?>("link")
        {
            Description = "Shows the conflicts of this link only, such as customers.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "conflicts", "Shows what both sides changed, field by field, and whose value stands until it is resolved.") { link };
        listing.AddTo(command, watched: true);
        command.Subcommands.Add(CreateResolve());
        command.SetAction((parsed, _) => listing.RunAsync(
            parsed,
            parsed.GetValue(link) is { } entity
                ? $"hub/api/sync/conflicts?link={Uri.EscapeDataString(entity)}"
                : "hub/api/sync/conflicts",
            Tell));
        return command;
    }

    private static Listed Tell(JsonElement conflicts)
    {
        // A row for each field; of a record without any, one that says that there is none on one side.
        var rows = conflicts.EnumerateArray().SelectMany(c => c.GetProperty("fields").GetArrayLength() == 0
            ? [(Conflict: c, Field: default(JsonElement?))]
            : c.GetProperty("fields").EnumerateArray().Select(f => (Conflict: c, Field: (JsonElement?)f))).ToList();
        var all = rows.Select(r => JsonSerializer.SerializeToElement(new
        {
            id = r.Conflict.Text("id"),
            record = $"{r.Conflict.Text("entity")} {r.Conflict.Text("newKey")}",
            field = r.Field?.Text("path") ?? "",
            legacy = Value(r.Conflict, r.Field, "legacy", "deletedAtLegacy"),
            @new = Value(r.Conflict, r.Field, "new", "deletedAtNew"),
            @base = Value(r.Conflict, r.Field, "base", ""),
            stands = r.Conflict.Text("stands") is { Length: > 0 } side ? side : "undecided",
            found = r.Conflict.Time("foundAt"),
        }));
        return new(
            ListingTable.Of(
                all,
                "No conflict is unresolved.",
                ("id", r => r.Text("id")),
                ("record", r => r.Text("record")),
                ("field", r => r.Text("field")),
                ("legacy…", r => r.Text("legacy")),
                ("new…", r => r.Text("new")),
                ("base…", r => r.Text("base")),
                ("stands", r => r.Text("stands")),
                ("found", r => r.Text("found"))),
            rows.Count == 0 ? [] : ["Resolve one with ./hub sync conflicts resolve ID --use legacy --reason TEXT."]);
    }

    private static string Value(JsonElement conflict, JsonElement? field, string side, string deleted) =>
        conflict.Text("kind") == deleted ? "(deleted)" : field?.Text(side) is { Length: > 0 } value ? value : "-";

    private static Command CreateResolve()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var id = new Argument<string>("id") { Description = "The conflict, as ./hub sync conflicts lists it." };
        var use = new Option<string>("--use")
        {
            Description = "Whose values both sides get; or a JSON file with fields of the contract and their values.",
            HelpName = "legacy|new|FILE",
            Required = true,
        };
        var reason = HubOptions.Reason(kept: "in the audit log");
        var command = new Command("resolve", "Gives both sides the same values, and closes the conflict.")
        {
            id, use, reason, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var body = await BodyAsync(parsed.GetValue(use)!);
            body["reason"] = parsed.GetValue(reason);
            using var hub = new HubClient(parsed.GetValue(data)!);
            var resolved = await hub.PostAsync(
                $"hub/api/sync/conflicts/{Uri.EscapeDataString(parsed.GetValue(id)!)}/resolve", body);
            if (parsed.GetValue(json))
                Listing.PrintJson(resolved);
            else
                Terminal.Out.WriteLine($"Conflict {parsed.GetValue(id)} is resolved: {Whose(resolved.Text("use"))}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static string Whose(string use) => use == "content" ? "both sides hold the values given" : $"{use}'s values stand";

    private static async Task<JsonObject> BodyAsync(string use)
    {
        if (use is "legacy" or "new")
            return new JsonObject { ["use"] = use };
        try
        {
            if (JsonNode.Parse(await File.ReadAllTextAsync(use)) is JsonObject { Count: > 0 } content)
                return new JsonObject { ["content"] = content };
            throw Unusable(use, "holds no JSON object");
        }
        catch (JsonException)
        {
            throw Unusable(use, "is not valid JSON");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(use, "cannot be read");
        }
    }

    private static CommandFailedException Unusable(string use, string why) => new(
        $"--use '{use}' {why}: write legacy, new, or the name of a JSON file with fields such as {{ \"creditLimit\": 5000 }}.",
        CommandLine.WrongUsage);
}
