using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
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
            var report = await hub.PostAsync(
                $"systems/{Uri.EscapeDataString(system)}/operations/{Uri.EscapeDataString(name)}/try", body);
            if (parsed.GetValue(json))
                Listing.PrintJson(report);
            else
                Print(report);
            return report.Text("outcome") == "answered" ? CommandLine.Done
                : IsInputRefused(report) ? CommandLine.WrongUsage
                : CommandLine.Failed;
        });
        return command;
    }

    /// <summary>Whether the hub itself refused what goes in, as a key that the system cannot have: nothing was sent.</summary>
    private static bool IsInputRefused(JsonElement report) =>
        report.GetProperty("problem").Text("status") is "400" or "404"
        && !report.GetProperty("steps").EnumerateArray()
            .Any(s => s.Text("step").EndsWith("message sent", StringComparison.Ordinal));

    /// <summary>Tells which operations there are, where only a system is named.</summary>
    /// <exception cref="CommandFailedException">Always: nothing was called.</exception>
    private static async Task<(string System, string Operation)> ListAsync(string system, string data)
    {
        using var hub = new HubClient(data);
        var operations = (await SystemsCommand.FindAsync(hub, system)).GetProperty("operations").EnumerateArray()
            .Select(o => $"{system}.{o.Text("name")}").ToList();
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

    private static void Print(JsonElement report)
    {
        var route = report.Text("route");
        var by = route.Length > 0 ? $" by {route}" : " in its own terms";
        Terminal.Out.WriteLine($"{report.Text("system")}.{report.Text("operation")}{by}");
        if (report.Names("otherRoutes") is { Length: > 0 } others)
            Terminal.Out.WriteLine($"called {(route.Length > 0 ? "also " : "")}by {others}: --route chooses");
        foreach (var step in report.GetProperty("steps").EnumerateArray())
        {
            Terminal.Out.WriteLine();
            Terminal.Out.WriteLine($"── {step.Text("step")} ──");
            Terminal.Out.WriteLine(
                step.Lines("indented") is { Length: > 0 } laidOut ? laidOut : Show(step.GetProperty("content")));
        }

        Terminal.Out.WriteLine();
        var problem = report.GetProperty("problem");
        if (problem.ValueKind == JsonValueKind.Object)
            Explain(problem);
        Terminal.Out.WriteLine(
            $"status {report.Text("status")}, {report.Text("outcome")} after {report.Text("milliseconds")} ms");
    }

    private static void Explain(JsonElement problem)
    {
        Terminal.Error.WriteLine($"{problem.Text("status")} {problem.Text("title")}: {problem.Text("detail")}");
        if (problem.TryGetProperty("errors", out var errors))
            foreach (var error in errors.EnumerateArray())
                Terminal.Error.WriteLine($"  {error.Text("path")}: {error.Text("detail")}");
        if (problem.TryGetProperty("fault", out var fault))
            Terminal.Error.WriteLine($"  fault {Show(fault)}");
    }

    // A message is text, and some of it is JSON.
    private static string Show(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.String)
            return JsonSerializer.Serialize(content, Indented);
        var text = Listing.Lines(content.GetString()!);
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
