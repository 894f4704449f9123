using System.CommandLine;
using System.Text.Json.Nodes;
using Hub.Host.Shell;
using Hub.Sync;

namespace Hub.Host.Commands;

/// <summary>Replays, edits and drops parked changes: one by its id, or as many as a search finds.</summary>
internal static class ParkedActs
{
    private const string Parked = "hub/api/sync/parked";

    public static Command CreateReplay(string name, Argument<string?>? link = null)
    {
        var (data, json, search) = (HubOptions.Data(), HubOptions.Json(), new SearchOptions(acts: true, ofParked: true, link));
        var id = IdOf();
        var reason = new Option<string?>("--reason")
        {
            Description = "The reason, which is kept in the audit log; needed where many are replayed.", HelpName = "TEXT",
        };
        var command = new Command(
            name, "Applies a parked change again, or as many as a search finds, as a job in the hub.") { id, reason, data, json };
        search.AddTo(command);
        search.CheckEither(command, id);
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null && string.IsNullOrWhiteSpace(result.GetValue(reason)))
                result.AddError("--reason TEXT is missing: why are they replayed?");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            if (parsed.GetValue(id) is not { } change)
                return await new FollowedBatch(hub, parsed.GetValue(json)).RunAsync(
                    $"{Parked}/replay{search.Query(parsed)}", new { reason = parsed.GetValue(reason) });
            var replayed = await hub.PostAsync($"{Parked}/{Uri.EscapeDataString(change)}/replay", new { });
            if (parsed.GetValue(json))
                Listing.PrintJson(replayed);
            else
                Terminal.Out.WriteLine($"Change {change} is {replayed.Read<ParkedEndpoints.Replayed>().Outcome}.");
            return CommandLine.Done;
        });
        return command;
    }

    public static Command CreateEdit(Argument<string?> link)
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var id = new Argument<string>("id") { Description = "The parked change, as ./hub sync parked lists it." };
        var content = new Option<string>("--content")
        {
            Description = "Fields of the contract and their values, as JSON or in a file.",
            HelpName = "JSON|FILE",
            Required = true,
        };
        var reason = HubOptions.Reason(kept: "in the audit log");
        var command = new Command(
            "edit",
            "Gives the record of a parked change other values. Where the link goes both ways they are written on the side that "
            + "the change came from, and go over from there; else they are applied on the other side only. Nothing "
            + "changes where the contract or the other side refuses them.")
        {
            id, content, reason, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(link) is { } named)
                result.AddError($"An id names a single change: leave out the link '{named}'.");
        });
        command.SetAction(async (parsed, _) =>
        {
            var change = parsed.GetValue(id)!;
            var fields = await ContentFile.ReadAsync(
                "--content", parsed.GetValue(content)!, "write JSON, or the name of a file that holds it,");
            using var hub = new HubClient(parsed.GetValue(data)!);
            var answer = await hub.PostAsync(
                $"{Parked}/{Uri.EscapeDataString(change)}/edit",
                new JsonObject { ["content"] = fields, ["reason"] = parsed.GetValue(reason) });
            var edited = answer.Read<ParkedEndpoints.Edited>();
            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else
                Terminal.Out.WriteLine(edited.Outcome switch
                {
                    "corrected" => $"{ApiRecords.Line(edited.Fields)}: as given on the side that the change came from, and from "
                        + "there on its way to the other one; ./hub sync parked shows the record again should it be refused.",
                    "applied" => $"Change {change} is applied with {ApiRecords.Line(edited.Fields)} as given.",
                    var other => $"Change {change} is {other}: the other side has a later version of the record.",
                });
            return CommandLine.Done;
        });
        return command;
    }

    public static Command CreateDrop(Argument<string?> link)
    {
        var (data, json, search) = (HubOptions.Data(), HubOptions.Json(), new SearchOptions(acts: true, ofParked: true, link));
        var id = IdOf();
        var (reason, yes) = (HubOptions.Reason(kept: "in the audit log"), FollowedBatch.Yes());
        var command = new Command(
            "drop",
            "Gives up a parked change, or as many as a search finds: the other side will not get it. A later change of the "
            + "record still goes over, and brings the whole record.")
        {
            id, reason, yes, data, json,
        };
        search.AddTo(command);
        search.CheckEither(command, id);
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var body = new { reason = parsed.GetValue(reason) };
            var isJson = parsed.GetValue(json);
            if (parsed.GetValue(id) is not { } change)
            {
                var count = await FollowedBatch.CountAsync(hub, $"{Parked}/count{search.Query(parsed)}");
                if (count > 0)
                    FollowedBatch.Ask(
                        parsed.GetValue(yes),
                        $"{(count == 1 ? "1 parked change is" : $"{count} parked changes are")} dropped: the other side will not "
                        + $"get {(count == 1 ? "it" : "them")}, unless the record changes again.");
                return await new FollowedBatch(hub, isJson).RunAsync($"{Parked}/drop{search.Query(parsed)}", body);
            }

            FollowedBatch.Ask(
                parsed.GetValue(yes),
                $"1 parked change is dropped, {change}: the other side will not get it, unless the record changes again.");
            var answer = await hub.PostAsync($"{Parked}/{Uri.EscapeDataString(change)}/drop", body);
            var dropped = answer.Read<ParkedEndpoints.Dropped>();
            if (isJson)
                Listing.PrintJson(answer);
            else
                Terminal.Out.WriteLine(
                    $"Change {change} is dropped: {ApiRecords.Line(dropped.Stream)}, key {ApiRecords.Line(dropped.Key)}, does "
                    + "not go over.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Argument<string?> IdOf() => new("id")
    {
        Description = "The parked change, as ./hub sync parked lists it.",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
