namespace Hub.ServiceKit.Changes;

/// <summary>Who answers a route.</summary>
public enum Side
{
    /// <summary>The system of record, through its adapter or at its address.</summary>
    Legacy,

    /// <summary>The new service.</summary>
    New,
}
