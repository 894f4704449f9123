namespace LegacyLandscape.Crm;

internal sealed record CrmOptions
{
    /// <summary>The one user that may call the service.</summary>
    public const string User = "hub";

    /// <summary>Where crm.db is kept; created and seeded when it is not there yet.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; init; } = "crm-demo-password";

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
