using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class TryCommand
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var operation = new Argument<string>("operation") { Description = "System and operation, such as billing.get-invoice." };
        var input = new Option<string>("--in")
        {
            Description = "What goes in: JSON, @FILE, or - for standard input.",
            HelpName = "JSON",
            DefaultValueFactory = _ => "{}",
        };
        var route = new Option<string?>("--route")
        {
            Description = "Through this route's mapping; 'none' for the operation's own terms. "
                + "Default: the route of that name, or the only one that calls it.",
            HelpName = "ROUTE",
        };
        var command = new Command(
            "try", "Calls an operation of a system of record once, and shows both messages and each step of the mapping.")
        {
            operation, input, route, data, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (system, name) = parsed.GetValue(operation)!.Split('.', 2) is [{ Length: > 0 } one, { Length: > 0 } rest]
                ? (one, rest)
                : await ListAsync(parsed.GetValue(operation)!.TrimEnd('.'), parsed.GetValue(data)!);
            var body = new Dictionary<string, object?> { ["input"] = await ReadAsync(parsed.GetValue(input)!, cancellation) };
            if (parsed.GetValue(route) is { } chosen)
                body["route"] = chosen;
            using var hub = new HubClient(parsed.GetValue(data)!);
            var answer = await hub.PostAsync(
                $"systems/{Uri.EscapeDataString(system)}/operations/{Uri.EscapeDataString(name)}/try", body);
            var report = answer.Read<TrialView>();
            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else
                Print(report);
            return report.Outcome == "answered" ? CommandLine.Done
                : IsInputRefused(report) ? CommandLine.WrongUsage
                : CommandLine.Failed;
        });
        return command;
    }

    /// <summary>Whether the hub itself refused what goes in, as a key that the system cannot have: nothing was sent.</summary>
    private static bool IsInputRefused(TrialView report) =>
        report is { Problem: not null, Status: 400 or 404 }
        && !report.Steps.Any(s => s.Step.EndsWith("message sent", StringComparison.Ordinal));

    /// <summary>Tells which operations there are, where only a system is named.</summary>
    /// <exception cref="CommandFailedException">Always: nothing was called.</exception>
    private static async Task<(string System, string Operation)> ListAsync(string system, string data)
    {
        using var hub = new HubClient(data);
        var (_, found) = await SystemsCommand.FindAsync(hub, system);
        var operations = found.Operations.Select(o => $"{system}.{ApiRecords.Line(o.Name)}");
        throw new CommandFailedException(
            $"'{system}' is a system; name one of its operations: {string.Join(", ", operations)}.", CommandLine.WrongUsage);
    }

    private static async Task<JsonElement> ReadAsync(string input, CancellationToken cancellation)
    {
        try
        {
            var text = input == "-" ? await StandardInput(cancellation)
                : input.StartsWith('@') ? await File.ReadAllTextAsync(input[1..], cancellation)
                : input;
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CommandFailedException(
                $"--in is not valid JSON (line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}).",
                CommandLine.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--in cannot be read: {e.Message}", CommandLine.WrongUsage);
        }
    }

#pragma warning disable RS0030 // this is the command line
    private static Task<string> StandardInput(CancellationToken cancellation) => System.Console.In.ReadToEndAsync(cancellation);
#pragma warning restore RS0030

    private static void Print(TrialView report)
    {
        var by = report.Route is { Length: > 0 } route ? $" by {ApiRecords.Line(route)}" : " in its own terms";
        Terminal.Out.WriteLine($"{ApiRecords.Line(report.System)}.{ApiRecords.Line(report.Operation)}{by}");
        if (report.OtherRoutes.Count > 0)
            Terminal.Out.WriteLine(
                $"called {(report.Route is null ? "" : "also ")}by {ApiRecords.Names(report.OtherRoutes)}: --route chooses");
        foreach (var step in report.Steps)
        {
            Terminal.Out.WriteLine();
            Terminal.Out.WriteLine($"── {ApiRecords.Line(step.Step)} ──");
            Terminal.Out.WriteLine(step.Indented is { Length: > 0 } laidOut ? Listing.Lines(laidOut) : Show(step.Content));
        }

        Terminal.Out.WriteLine();
        if (report.Problem is not null)
            Explain(JsonSerializer.SerializeToElement(report.Problem).Read<ApiProblem>());
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"status {report.Status}, {report.Outcome} after {report.Milliseconds} ms"));
    }

    private static void Explain(ApiProblem problem)
    {
        Terminal.Error.WriteLine(
            $"{problem.Status} {ApiRecords.Line(problem.Title)}: {ApiRecords.Line(problem.Detail)}");
        foreach (var error in problem.Errors ?? [])
            Terminal.Error.WriteLine($"  {ApiRecords.Line(error.Path)}: {ApiRecords.Line(error.Detail)}");
        if (problem.Fault is not null)
            Terminal.Error.WriteLine($"  fault {Show(problem.Fault)}");
    }

    // A message is text, and some of it is JSON.
    private static string Show(JsonNode? content)
    {
        if (content?.GetValueKind() != JsonValueKind.String)
            return JsonSerializer.Serialize(content, Indented);
        var text = Listing.Lines(content.GetValue<string>());
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Serialize(JsonElement.Parse(text), Indented) : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
