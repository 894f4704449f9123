namespace Hub.Facade.Addressing;

/// <summary>Marks an endpoint whose POST changes nothing, so that a refusal of it is no refused write.</summary>
internal sealed class ReadsByPost
{
    public static ReadsByPost Instance { get; } = new();
}
