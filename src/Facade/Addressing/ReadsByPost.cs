namespace Hub.Facade.Addressing;

/// <summary>Marks an endpoint whose POST changes nothing, so that a refused call is not audited as a refused write.</summary>
internal sealed class ReadsByPost
{
    public static ReadsByPost Instance { get; } = new();
}
