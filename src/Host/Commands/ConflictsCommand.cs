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
        var (listing, search) = (new ListingCommand(), new SearchOptions(acts: false, ofParked: false));
        var link = new Argument<string?>("link")
        {
            Description = "Shows the conflicts of this link only, such as customers.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "conflicts", "Shows what both sides changed, field by field, and whose value stands until it is resolved.") { link };
        search.AddTo(command);
        listing.AddTo(command, watched: true);
        command.Subcommands.Add(CreateResolve(link));
        command.SetAction((parsed, _) =>
        {
            var page = new PageOfRows(search.Limit(parsed));
            var path = $"hub/api/sync/conflicts{search.PageQuery(parsed, parsed.GetValue(link))}";
            var empty = search.Empty(parsed, parsed.GetValue(link), "No conflict is unresolved");
            return listing.RunAsync(
                parsed, async hub => page.Cut(await hub.GetAsync(path)), conflicts => Tell(conflicts, page, empty));
        });
        return command;
    }

    private static Listed Tell(JsonElement conflicts, PageOfRows page, string empty)
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
                empty,
                ("id", r => r.Text("id")),
                ("record", r => r.Text("record")),
                ("field", r => r.Text("field")),
                ("legacy…", r => r.Text("legacy")),
                ("new…", r => r.Text("new")),
                ("base…", r => r.Text("base")),
                ("stands", r => r.Text("stands")),
                ("found", r => r.Text("found"))),
            rows.Count == 0
                ? []
                : [.. page.Notes(), "Resolve one with ./hub sync conflicts resolve ID --use legacy --reason TEXT."]);
    }

    private static string Value(JsonElement conflict, JsonElement? field, string side, string deleted) =>
        conflict.Text("kind") == deleted ? "(deleted)" : field?.Text(side) is { Length: > 0 } value ? value : "-";

    private static Command CreateResolve(Argument<string?> link)
    {
        var (data, json, search) = (HubOptions.Data(), HubOptions.Json(), new SearchOptions(acts: true, ofParked: false, link));
        var id = new Argument<string?>("id")
        {
            Description = "The conflict, as ./hub sync conflicts lists it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var use = new Option<string>("--use")
        {
            Description = "Whose values both sides get; or, for one conflict, a JSON file with fields of the contract.",
            HelpName = "legacy|new|FILE",
            Required = true,
        };
        var (reason, yes) = (HubOptions.Reason(kept: "in the audit log"), FollowedBatch.Yes());
        var command = new Command(
            "resolve",
            "Gives both sides the same values, and closes the conflict, or as many as a search finds, as a job in the hub.")
        {
            id, use, reason, yes, data, json,
        };
        search.AddTo(command);
        search.CheckEither(command, id);
        command.SetAction(async (parsed, _) =>
        {
            var body = await BodyAsync(parsed.GetValue(use)!);
            body["reason"] = parsed.GetValue(reason);
            using var hub = new HubClient(parsed.GetValue(data)!);
            if (parsed.GetValue(id) is not { } conflict)
                return await ResolveManyAsync(hub, search.Query(parsed), body, parsed.GetValue(yes), parsed.GetValue(json));
            var resolved = await hub.PostAsync($"hub/api/sync/conflicts/{Uri.EscapeDataString(conflict)}/resolve", body);
            if (parsed.GetValue(json))
                Listing.PrintJson(resolved);
            else
                Terminal.Out.WriteLine($"Conflict {conflict} is resolved: {Whose(resolved.Text("use"))}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<int> ResolveManyAsync(HubClient hub, string query, JsonObject body, bool yes, bool json)
    {
        if (body["use"] is null)
            throw new CommandFailedException(
                "--use FILE gives values to one conflict: name it by its id, or write --use legacy or --use new for many.",
                CommandLine.WrongUsage);
        var count = await FollowedBatch.CountAsync(hub, $"hub/api/sync/conflicts/count{query}");
        if (count > 0)
            FollowedBatch.Ask(
                yes,
                $"{(count == 1 ? "1 conflict is" : $"{count} conflicts are")} resolved: "
                + $"{body["use"]}'s values go to both sides.");
        return await new FollowedBatch(hub, json).RunAsync($"hub/api/sync/conflicts/resolve{query}", body);
    }

    private static string Whose(string use) => use == "content" ? "both sides hold the values given" : $"{use}'s values stand";

    private static async Task<JsonObject> BodyAsync(string use)
    {
        if (use is "legacy" or "new")
            return new JsonObject { ["use"] = use };
        var content = await ContentFile.ReadAsync("--use", use, "write legacy, new, or the name of a JSON file");
        return new JsonObject { ["content"] = content };
    }
}
