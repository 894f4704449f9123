using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Host.Shell;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Makes a small plan with comments, to be edited: one capability whose requests go where they go today.</summary>
internal static partial class PlanNewCommand
{
    private const string DefaultLegacy = "http://127.0.0.1:9000";

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder of the new plan; it must be missing or empty." };
        var capability = new Option<string>("--capability")
        {
            Description = "The business area that is moved first.", HelpName = "NAME", DefaultValueFactory = _ => "orders",
        };
        var legacy = new Option<string>("--legacy")
        {
            Description = "The address of what answers its requests today.", HelpName = "URL",
            DefaultValueFactory = _ => DefaultLegacy,
        };
        var json = HubOptions.Json();
        capability.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => !Name.IsMatch(t.Value)) is { } odd)
                given.AddError(
                    $"--capability '{odd.Value}' is not a name of lower-case letters, digits and hyphens, such as orders.");
        });
        legacy.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => !IsAddress(t.Value)) is { } odd)
                given.AddError($"--legacy '{odd.Value}' is not the address of a server, such as {DefaultLegacy}.");
        });
        var command = new Command("new", "Makes a small plan with comments, which can be checked, served and edited.")
        {
            folder, capability, legacy, json,
        };
        command.SetAction(parsed =>
        {
            var (name, address) = (parsed.GetValue(capability)!, new Uri(parsed.GetValue(legacy)!));
            return Write(parsed.GetValue(folder)!, NewPlan.Files(name, address.GetLeftPart(UriPartial.Authority)),
                parsed.GetValue(json));
        });
        return command;
    }

    private static int Write(string folder, IReadOnlyDictionary<string, string> files, bool json)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new CommandFailedException(
                $"'{folder}' is there and not empty: name another folder. ./hub plan check --plan {folder} checks what is there.",
                CommandLine.WrongUsage);
        try
        {
            foreach (var (path, text) in files)
            {
                var file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }

            var written = files.Keys.Select(f => Path.Combine(folder, f)).Concat(SchemaFolder.Write(folder)).ToList();
            string[] next =
            [
                $"./hub plan check --plan {folder}",
                $"./hub up --plan {folder} --data {folder.TrimEnd('/', '\\')}-data --urls http://127.0.0.1:9090",
            ];
            if (json)
                Listing.PrintJson(JsonSerializer.SerializeToElement(new { files = written, next }));
            foreach (var line in json ? [] : written.Select(f => $"added {f}").Append("").Append("next")
                .Concat(next.Select(n => $"  {n}")))
                Terminal.Out.WriteLine(line);
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"'{folder}' cannot be written: {e.Message}");
        }
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "", Port: > 0 };

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }
}
