using System.ComponentModel.DataAnnotations;

namespace Hub.Orders;

/// <summary>How the orders service is set up.</summary>
public sealed class OrdersOptions
{
    /// <summary>
    /// The number of the first order placed here, 1 or more; 500001 if not set. The numbers of the legacy side
    /// must never reach it: each side numbers its own orders, and no two may get the same id.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long FirstNumber { get; set; } = 500_001;
}
