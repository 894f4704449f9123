using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>A failure of a background loop neither ends it in silence nor stops the process: one class sees to that.</summary>
public sealed partial class BackgroundServices
{
    [Fact]
    public void Every_background_service_goes_on_after_a_failure()
    {
        var others =
            from source in Projects.Sources("src")
            where Derived.IsMatch(source.Text) && !source.Path.EndsWith("/SteadyService.cs", StringComparison.Ordinal)
            select source.Path;
        others.ShouldBeEmpty("they derive from SteadyService, which logs what their loops throw and begins them again");
    }

    [GeneratedRegex(@"[:,]\s*BackgroundService\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Derived { get; }
}
