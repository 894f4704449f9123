using System.CommandLine;
using System.Text;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry.Logging;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Shows the files of a revision's plan, or one of them.</summary>
internal static class PlanShowCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var revision = new Argument<long>("revision") { Description = "A revision's number; ./hub plan list shows which." };
        var file = new Argument<string?>("file")
        {
            Description = "One of the plan's files, such as capabilities/orders.yaml; without, they are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("show", "Shows the files of a revision's plan, or one of them.")
        {
            revision, file, data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var number = parsed.GetValue(revision);
            var (plan, _) = await PlanSource.AskAsync(hub, number);
            if (parsed.GetValue(file) is { } path)
                return await WriteAsync(plan, number, path, parsed.GetValue(json));
            List(plan, number, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }

    private static void List(PlanBundle plan, long revision, bool json)
    {
        if (json)
        {
            var files = plan.Files.Select(f => new { path = f.Key, bytes = f.Value.Length });
            Listing.PrintJson(JsonSerializer.SerializeToElement(new { revision, plan = plan.Hash, files }));
            return;
        }

        ListingTable.Of(
            plan.Files, "The plan has no file.", ("file", f => f.Key), ("bytes", f => $"{f.Value.Length}")).Print();
        Terminal.Out.WriteLine($"{PlanStore.NameOf(plan.Hash, revision)}");
    }

    private static async Task<int> WriteAsync(PlanBundle plan, long revision, string path, bool json)
    {
        if (!plan.Files.TryGetValue(path.Replace('\\', '/'), out var content))
            throw new CommandFailedException(
                $"{PlanStore.NameOf(plan.Hash, revision)} has no file '{path}'"
                + $"{Spelling.DidYouMean(path, plan.Files.Keys).TrimEnd('?')}; ./hub plan show {revision} lists them.",
                CommandLine.WrongUsage);
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(
                new { revision, plan = plan.Hash, path, content = Encoding.UTF8.GetString(content) }));
        else if (Terminal.IsRedirected)
            await Terminal.WriteBytesAsync(content);
        else
            Terminal.Raw.Write(VisibleText.Of(Encoding.UTF8.GetString(content).ReplaceLineEndings("\n"), lines: true));
        return CommandLine.Done;
    }
}
