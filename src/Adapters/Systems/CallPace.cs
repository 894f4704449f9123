namespace Hub.Adapters.Systems;

/// <summary>How long a system's calls take lately, to tell who is turned away when to come back.</summary>
internal sealed class CallPace
{
    private const double Weight = 0.1;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private double _seconds;

    /// <summary>A call has ended after this time.</summary>
    public void Took(TimeSpan time) =>
        _seconds = _seconds > 0 ? _seconds + (Weight * (time.TotalSeconds - _seconds)) : time.TotalSeconds;

    /// <summary>
    /// Until so many calls, one after the other where there is no place, have had their turn: whole seconds, 1 to 30.
    /// </summary>
    public TimeSpan Estimate(int calls, CallShare share)
    {
        var seconds = Math.Max(calls * _seconds / share.Places, calls / (share.Rate ?? double.PositiveInfinity));
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, Longest.TotalSeconds));
    }
}
