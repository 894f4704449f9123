namespace Hub.Tests.Servers;

/// <summary>A run of <c>./test --quick</c>, which starts no servers.</summary>
internal static class QuickRun
{
    public const string Variable = "HUB_TESTS";

    public static bool IsQuick => Environment.GetEnvironmentVariable(Variable) == "quick";

    /// <summary>Counts the test as skipped in a quick run.</summary>
    public static void SkipServers() =>
        Assert.SkipWhen(IsQuick, "needs a server, which ./test starts and ./test --quick does not");
}
