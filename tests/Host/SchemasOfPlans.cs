using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Adapters;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Processes;
using Json.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>
/// What an editor says of a plan by its schemas, and what the hub says of it: no field that only one of them knows.
/// </summary>
public sealed partial class SchemasOfPlans
{
    private static readonly Dictionary<string, JsonSchema> Schemas = PlanFileKinds.Of(SystemFile.Shape).ToDictionary(
        k => k.Name, k => JsonSchema.FromText(k.Schema().ToJsonString()), StringComparer.Ordinal);

    private readonly PlanReferences _references = new(DemoLandscape.Read(Repository.Plan)!.StandIns);

    [Fact]
    public void Every_plan_of_the_repository_keeps_to_its_schema()
    {
        var files = PlanFilesOfTheRepository().ToList();
        files.Count.ShouldBeGreaterThan(10);
        foreach (var file in files)
            FaultsOf(KindOf(file), File.ReadAllText(file)).ShouldBeEmpty(file);
    }

    [Fact]
    public async Task A_mistyped_field_is_refused_by_the_schema_and_by_the_hub_alike()
    {
        await using var services = HubApplication.CreatePlanChecker(converters: null, urls: null);
        var loader = services.GetRequiredService<PlanLoader>();
        var bundle = PlanFolder.Read(Repository.Plan, environment: null);
        var (refused, tried) = (0, 0);
        foreach (var (file, bytes) in bundle.Files.Where(f => f.Key.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            // Every sixth: all of them together take a minute, and each field comes often.
            foreach (var key in Key.Matches(text).Where((_, at) => at % 6 == 0))
            {
                var mistyped = text.Insert(key.Groups["key"].Index, "zz");
                var errors = new PlanErrors();
                var changed = bundle.Files.Where(f => f.Key != file)
                    .Append(KeyValuePair.Create(file, System.Text.Encoding.UTF8.GetBytes(mistyped)));
                loader.Load(new PlanBundle(changed), _references, errors);
                var unknown = errors.Any(e => e.At.File == file && e.Message.StartsWith(
                    $"'zz{key.Groups["key"].Value}' is not known here", StringComparison.Ordinal));
                var faults = FaultsOf(KindOf(file), mistyped);
                var told = $"{file}: zz{key.Groups["key"].Value} at {key.Index}\n{string.Join('\n', errors)}\n"
                    + string.Join('\n', faults);
                if (unknown)
                    faults.ShouldNotBeEmpty(told);
                if (faults.Count > 0)
                    errors.ShouldNotBeEmpty(told);
                (refused, tried) = (refused + (unknown ? 1 : 0), tried + 1);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{refused} of {tried} fields were refused by name.");
        refused.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task The_schema_refuses_no_plan_that_the_hub_takes()
    {
        await using var services = HubApplication.CreatePlanChecker(converters: null, urls: null);
        var loader = services.GetRequiredService<PlanLoader>();
        var bundle = PlanFolder.Read(Repository.Plan, environment: null);
        var taken = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var (plan, changes) = new PlanMutator(bundle.Files, seed).Mutate();
            if (loader.Load(plan, _references, new PlanErrors()) is null)
                continue;
            taken++;
            foreach (var (file, bytes) in plan.Files.Where(f => f.Key.EndsWith(".yaml", StringComparison.Ordinal)))
                FaultsOf(KindOf(file), System.Text.Encoding.UTF8.GetString(bytes)).ShouldBeEmpty($"seed {seed}\n{changes}");
        }

        taken.ShouldBeGreaterThan(5);
    }

    private static IEnumerable<string> PlanFilesOfTheRepository() =>
        Directory.EnumerateFiles(Repository.Root, "*.yaml", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Repository.Root, f).Split(Path.DirectorySeparatorChar)
                .Any(n => n.StartsWith('.') || n is "bin" or "obj" or "node_modules"))
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is "systems" or "capabilities" or "environments"
                || Path.GetFileName(f) is "hub.yaml" or "demo.yaml");

    internal static string KindOf(string file) =>
        Path.GetFileName(Path.GetDirectoryName(file)) switch
        {
            "systems" => "system",
            "capabilities" => "capability",
            "environments" => "environment",
            _ => Path.GetFileNameWithoutExtension(file),
        };

    internal static List<string> FaultsOf(string kind, string yaml)
    {
        var result = Schemas[kind].Evaluate(
            JsonSerializer.SerializeToElement(YamlAsJson.Read(yaml)), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid
            ? []
            : [.. result.Details!.Where(d => d.Errors is { Count: > 0 }).SelectMany(
                d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Key}: {e.Value}"))];
    }

    // The name of a field, wherever it begins.
    [GeneratedRegex(@"(?m)(?:^ *|[{,] *|- )(?<key>[A-Za-z][A-Za-z0-9.]*):(?= |$)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Key { get; }
}
