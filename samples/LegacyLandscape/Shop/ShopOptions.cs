using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Shop;

internal sealed record ShopOptions
{
    /// <summary>The one user that may log in.</summary>
    public const string User = "clerk";

    public const string Password = "shop-demo-password";

    /// <summary>The shop reads the ERP's tables, past its service, as old applications do.</summary>
    public required OrderStore Orders { get; init; }

    /// <summary>Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";
}
