namespace LegacyLandscape.Tests.Harness;

internal static class Eventually
{
    /// <summary>Asks again until it is so. The limit is there to end a hopeless wait, not to measure anything.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
