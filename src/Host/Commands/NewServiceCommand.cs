using System.CommandLine;
using System.Text.RegularExpressions;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Writes the files of a new service, which builds, passes its contract test and answers through the facade.</summary>
internal static partial class NewServiceCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The service's name, in lower-case letters: returns." };
        var record = new Option<string?>("--record")
        {
            Description = "What one of its records is called; by default the name without its plural ending.",
            HelpName = "NAME",
        };
        var folder = new Option<string?>("--dir")
        {
            Description = "The folder of the service; it must be missing or empty. By default the name.", HelpName = "DIR",
        };
        var legacy = new Option<string?>("--legacy")
        {
            Description = "The side that answers its requests today, such as adapter:erp: the plan's file then names it, with a "
                + "link that keeps both sides' records in step.",
            HelpName = "SIDE",
        };
        var json = HubOptions.Json();
        name.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => ServiceTemplate.WhyNoName(t.Value) is not null) is { } odd)
                given.AddError(ServiceTemplate.WhyNoName(odd.Value)!);
        });
        record.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => ServiceTemplate.WhyNoRecord(t.Value) is not null) is { } odd)
                given.AddError($"--record: {ServiceTemplate.WhyNoRecord(odd.Value)}");
        });
        legacy.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => !Adapter.IsMatch(t.Value)) is { } odd)
                given.AddError($"--legacy '{odd.Value}' is not the adapter of a system of the plan, such as adapter:erp.");
        });
        var command = new Command(
            "service", "Writes a new service, with its contract test and its part of the plan, to be edited.")
        {
            name, record, folder, legacy, json,
        };
        command.SetAction(parsed => Write(
            parsed.GetValue(name)!, parsed.GetValue(record), parsed.GetValue(folder), parsed.GetValue(legacy),
            parsed.GetValue(json)));
        return command;
    }

    private static int Write(string name, string? record, string? folder, string? legacy, bool json)
    {
        folder ??= name;
        record ??= ServiceTemplate.RecordOf(name) ?? throw new CommandFailedException(
            $"What one of '{name}' is called does not follow from its name: say --record NAME, as in --record return.",
            CommandLine.WrongUsage);
        if (ServiceTemplate.WhyNoRecord(record) is { } why)
            throw new CommandFailedException($"{why} Say --record NAME.", CommandLine.WrongUsage);
        var type = ServiceTemplate.TypeOf(name);
        return NewFolder.Write(folder, ServiceTemplate.Files(name, record, legacy), json,
        [
            $"dotnet run --project {folder}/{type}.Tests",
            $"dotnet build {folder}/{type} -c Release",
            $"cp {folder}/plan/capabilities/{name}.yaml migration-plan/capabilities/",
            $"HUB_SERVICES={folder}/{type}/bin/Release/net10.0 ./hub up",
        ]);
    }

    [GeneratedRegex(@"^adapter:[a-z][a-z0-9-]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Adapter { get; }
}
