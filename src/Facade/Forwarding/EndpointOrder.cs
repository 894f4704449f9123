namespace Hub.Facade.Forwarding;

/// <summary>
/// In which order endpoints are tried for a path: the hub's own surface (0) comes first, and no route of a plan gets
/// what lies under a prefix of the hub's own.
/// </summary>
internal static class EndpointOrder
{
    /// <summary>What a part of the own surface does not have.</summary>
    public const int NotFoundInPart = 1;

    /// <summary>The rest of a prefix of the hub's own.</summary>
    public const int Reserved = 2;

    public const int Routes = 3;

    public const int CatchAlls = int.MaxValue - 1;

    public const int Unclaimed = int.MaxValue;
}
