using System.CommandLine;
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
            var to = parsed.GetValue(folder)!;
            return NewFolder.Write(
                to, NewPlan.Files(name, address.GetLeftPart(UriPartial.Authority)), parsed.GetValue(json),
                [
                    $"./hub plan check --plan {to}",
                    $"./hub up --plan {to} --data {to.TrimEnd('/', '\\')}-data --urls http://127.0.0.1:9090",
                ],
                () => SchemaFolder.Write(to), $"./hub plan check --plan {to} checks what is there.");
        });
        return command;
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "", Port: > 0 };

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }
}
