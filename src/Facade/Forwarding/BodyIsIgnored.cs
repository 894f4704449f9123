namespace Hub.Facade.Forwarding;

/// <summary>Marks endpoints that answer without reading the body, as nothing is there, or not for this method.</summary>
internal sealed class BodyIsIgnored
{
    public static readonly BodyIsIgnored Instance = new();
}
