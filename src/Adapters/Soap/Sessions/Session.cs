namespace Hub.Soap.Sessions;

/// <summary>What a system gave for a login; never shown, never logged.</summary>
/// <param name="Token">What names it in calls.</param>
/// <param name="Opened">When it began.</param>
/// <param name="Address">Where its calls go, when the login said so.</param>
internal sealed record Session(string Token, DateTimeOffset Opened, Uri? Address = null)
{
    public override string ToString() => nameof(Session);
}
