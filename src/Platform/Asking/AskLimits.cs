namespace Hub.Platform.Asking;

/// <summary>What asking may cost.</summary>
/// <param name="LargestRequest">The largest body that is sent, in bytes.</param>
/// <param name="LargestAnswer">The largest body that is taken as an answer, in bytes.</param>
/// <param name="Patience">
/// How long the answer is waited for. A read is broken off then; a write goes on to its end without anybody waiting.
/// </param>
public sealed record AskLimits(int LargestRequest, int LargestAnswer, TimeSpan Patience)
{
    private const int Megabytes = 1024 * 1024;

    /// <summary>8 MB there, 8 MB back, 100 seconds.</summary>
    public static AskLimits Default { get; } = new(8 * Megabytes, 8 * Megabytes, TimeSpan.FromSeconds(100));
}
