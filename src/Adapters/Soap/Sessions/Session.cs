namespace Hub.Adapters.Soap.Sessions;

/// <summary>What a system gave for a login; never shown, never logged.</summary>
/// <param name="Token">What names it in calls.</param>
/// <param name="Opened">When it began.</param>
internal sealed record Session(string Token, DateTimeOffset Opened)
{
    public override string ToString() => nameof(Session);
}
