using LegacyLandscape.Soap;

namespace LegacyLandscape.Crm;

internal sealed class CrmFault : DeclaredFault
{
    private CrmFault(string name, string message, params (string Name, string Value)[] fields)
        : base(name, message, callersFault: true, fields)
    {
    }

    /// <summary>Whether somebody else has saved the customer since.</summary>
    public bool IsConflict { get; private init; }

    public static CrmFault CustomerNotFound(string customerNo) =>
        new("CustomerNotFound", $"There is no customer {customerNo}.", ("CustomerNo", customerNo));

    public static CrmFault VersionConflict(string customerNo, int current) =>
        new("VersionConflict", $"Customer {customerNo} has been changed since: it is at version {current} now.",
            ("CustomerNo", customerNo), ("CurrentVersion", $"{current}"))
        {
            IsConflict = true,
        };

    public static CrmFault InvalidCustomer(string message, string field) => new("InvalidCustomer", message, ("Field", field));
}
