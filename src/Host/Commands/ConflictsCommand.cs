using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Host.Shell;
using Hub.Sync;
using Hub.Sync.Conflicts;

namespace Hub.Host.Commands;

/// <summary>Shows what both sides of a link did not agree on, and resolves it.</summary>
internal static class ConflictsCommand
{
    private const string Deleted = "(deleted)";

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
            var page = new PageOfRows(search.Limit(parsed), c => c.Read<ConflictView>().Id);
            var path = $"hub/api/sync/conflicts{search.PageQuery(parsed, parsed.GetValue(link))}";
            var empty = search.Empty(parsed, parsed.GetValue(link), "No conflict is unresolved");
            return listing.RunAsync<List<ConflictView>>(
                parsed, async hub => page.Cut(await hub.GetAsync(path)), conflicts => Tell(conflicts, page, empty));
        });
        return command;
    }

    private static Listed Tell(List<ConflictView> conflicts, PageOfRows page, string empty)
    {
        // A row for each field; of a record without any, one that says that there is none on one side.
        var rows = conflicts
            .SelectMany(c => c.Fields.Cast<ConflictField?>().DefaultIfEmpty().Select(f => (Conflict: c, Field: f))).ToList();
        return new(
            ListingTable.Of(
                rows,
                empty,
                ("id", r => r.Conflict.Id),
                ("record", r => $"{r.Conflict.Entity} {r.Conflict.NewKey}"),
                ("field", r => r.Field?.Path ?? ""),
                ("legacy…", r => r.Conflict.Kind == "deletedAtLegacy" ? Deleted : Value(r.Field?.Legacy)),
                ("new…", r => r.Conflict.Kind == "deletedAtNew" ? Deleted : Value(r.Field?.New)),
                ("base…", r => Value(r.Field?.Base)),
                ("stands", r => r.Conflict.Stands ?? "undecided"),
                ("found", r => ApiRecords.Time(r.Conflict.FoundAt))),
            rows.Count == 0
                ? []
                : [.. page.Notes(), "Resolve one with ./hub sync conflicts resolve ID --use legacy --reason TEXT."]);
    }

    // As JSON writes it, but a text without its quotes.
    private static string Value(JsonNode? value) =>
        value is null ? "-" : JsonSerializer.SerializeToElement(value).ToString() is { Length: > 0 } text ? text : "-";

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
                Terminal.Out.WriteLine(
                    $"Conflict {conflict} is resolved: {Whose(resolved.Read<ConflictEndpoints.Resolved>().Use)}.");
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
