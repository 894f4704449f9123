
namespace Hub.Architecture.Tests;

/// <summary>The design's reference table, held against the project files.</summary>
public sealed class ReferenceTable
{
    private static readonly string[] Services =
        ["Hub.Products", "Hub.Orders", "Hub.Customers", "Hub.Invoices", "Hub.Reviews", "Hub.Cases"];
    private static readonly string[] Parts = ["Hub.Facade", "Hub.Adapters", "Hub.Sync"];

    public static TheoryData<string> Products => [.. Projects.Under("src").Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Products))]
    public void A_part_references_only_what_the_table_allows(string project)
    {
        string[] allowed = project switch
        {
            "Hub.ServiceKit" or "Hub.Soap" => [],
            "Hub.Platform" => ["Hub.ServiceKit"],
            _ when Services.Contains(project) => ["Hub.ServiceKit"],
            "Hub.Host" => ["Hub.Platform", "Hub.Importing", "Hub.Console", .. Parts, .. Services],
            "Hub.Importing" => ["Hub.Platform", "Hub.Adapters", "Hub.Soap"],
            "Hub.Adapters" => ["Hub.Platform", "Hub.Soap"],
            "Hub.Console" => ["Hub.Platform"],
            _ when Parts.Contains(project) => ["Hub.Platform"],
            _ => throw new InvalidOperationException($"{project} is not in the design's table; add it there and here."),
        };
        Projects.Named(project).ProjectReferences.Except(allowed).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_references_tests_or_samples()
    {
        var outside = Projects.Under("tests").Concat(Projects.Under("samples")).Select(p => p.Name).ToHashSet();
        foreach (var project in Projects.Under("src").Concat(Projects.Under("samples")))
            project.ProjectReferences.Intersect(outside).ShouldBeEmpty($"{project.Name} references them");
    }

    [Fact]
    public void The_samples_share_nothing_with_the_hub()
    {
        foreach (var sample in Projects.Under("samples"))
            sample.ProjectReferences.ShouldBeEmpty(sample.Name);
    }
}
