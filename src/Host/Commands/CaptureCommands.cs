using System.CommandLine;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Sync;

namespace Hub.Host.Commands;

/// <summary>Makes in a legacy system what captures its changes, and takes it away.</summary>
internal static class CaptureCommands
{
    public static Command CreateInstall()
    {
        var (link, data, json, yes) = (Link(), HubOptions.Data(), HubOptions.Json(), FollowedBatch.Yes());
        var print = Print();
        var command = new Command(
            "install",
            "Shows what captures a link's changes in its legacy system, triggers or a slot, and makes it after a yes.")
        {
            link, print, yes, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = PathOf(parsed.GetValue(link)!);
            var answer = await hub.GetAsync(path);
            var found = answer.Read<CaptureEndpoints.CaptureView>();
            if (found.Problem is { Length: > 0 } problem)
                throw new CommandFailedException($"Changes of {found.Link} in {found.System} cannot be captured so: {problem}.");
            var statements = found.Install;
            if (parsed.GetValue(print) && !parsed.GetValue(json))
                Write(statements);
            else if (!parsed.GetValue(print) && statements.Count > 0)
            {
                if (!parsed.GetValue(json))
                    Tell(found, statements);
                FollowedBatch.Ask(
                    parsed.GetValue(yes),
                    $"{Counted(statements.Count)} in {found.System}, all or none.");
                answer = await hub.PostAsync(path, new { });
            }

            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else if (!parsed.GetValue(print))
                Terminal.Out.WriteLine(statements.Count == 0
                    ? $"All is there already in {found.System}: {string.Join(", ", found.There)}."
                    : $"Installed in {found.System}; ./hub sync status shows all {found.Link} being read, and "
                        + "from then on what changes.");
            return CommandLine.Done;
        });
        return command;
    }

    public static Command CreateUninstall()
    {
        var (link, data, json, yes) = (Link(), HubOptions.Data(), HubOptions.Json(), FollowedBatch.Yes());
        var print = Print();
        var force = new Option<bool>("--force")
        {
            Description = "Also while the plan captures by it: the link then stands still until it is installed again.",
        };
        var command = new Command(
            "uninstall", "Takes away from a link's legacy system what ./hub sync install made there, and nothing else.")
        {
            link, print, force, yes, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = PathOf(parsed.GetValue(link)!);
            var answer = await hub.GetAsync(path);
            var found = answer.Read<CaptureEndpoints.CaptureView>();
            var statements = found.Uninstall;
            if (parsed.GetValue(print) && !parsed.GetValue(json))
                Write(statements);
            else if (!parsed.GetValue(print))
            {
                if (!parsed.GetValue(json))
                    Tell(found, statements);
                if (statements.Count > 0)
                    FollowedBatch.Ask(
                        parsed.GetValue(yes), $"{Counted(statements.Count)} in {found.System}, all or none.");
                answer = await hub.DeleteAsync(parsed.GetValue(force) ? $"{path}?force=true" : path);
            }

            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else if (!parsed.GetValue(print))
                Terminal.Out.WriteLine(statements.Count == 0
                    ? $"Nothing of it is in {found.System}."
                    : $"Taken away from {found.System}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Argument<string> Link() => new("link") { Description = "The link, such as invoices." };

    private static Option<bool> Print() =>
        new("--print") { Description = "Print the statements for the database's own tool, and change nothing." };

    private static string PathOf(string link) => $"hub/api/sync/links/{Uri.EscapeDataString(link)}/capture";

    private static string Counted(int statements) =>
        string.Create(CultureInfo.InvariantCulture, $"{statements} {(statements == 1 ? "statement is" : "statements are")} run");

    private static void Tell(CaptureEndpoints.CaptureView found, IReadOnlyList<string> statements)
    {
        foreach (var there in found.There)
            Terminal.Out.WriteLine($"-- there: {there}");
        Write(statements);
    }

    // Lines of the program's own, to be copied as they are.
    private static void Write(IReadOnlyList<string> statements)
    {
        foreach (var line in statements.SelectMany(s => $"{s};".Split('\n')))
            Terminal.Out.WriteLine(line);
    }
}
