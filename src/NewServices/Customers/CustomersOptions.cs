using System.ComponentModel.DataAnnotations;

namespace Hub.Customers;

/// <summary>How the customers service is set up.</summary>
public sealed class CustomersOptions
{
    /// <summary>
    /// The number of the first customer made here, 1 or more; 500001 if not set. The numbers of the legacy side
    /// must never reach it: each side numbers its own customers, and no two may get the same id.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long FirstNumber { get; set; } = 500_001;
}
