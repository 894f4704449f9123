using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Erp;

/// <summary>A refusal the contract declares: the name of its detail element, and the fields that follow Message in it.</summary>
internal sealed class ErpFault : Exception
{
    private ErpFault(string name, string message, bool callersFault, params (string Name, string Value)[] fields)
        : base(message)
    {
        Name = name;
        CallersFault = callersFault;
        Fields = fields;
    }

    public string Name { get; }

    /// <summary>soap:Client when true: the same request will fail again; soap:Server otherwise.</summary>
    public bool CallersFault { get; }

    public IReadOnlyList<(string Name, string Value)> Fields { get; }

    public static ErpFault ItemNotFound(string itemNo) =>
        new("ItemNotFound", $"Item {itemNo} is not in the item master.", callersFault: true, ("ItemNo", ItemNumber.Pad(itemNo)));

    public static ErpFault ItemDiscontinued(string itemNo) =>
        new("ItemDiscontinued", $"Item {itemNo} is no longer sold.", callersFault: true, ("ItemNo", ItemNumber.Pad(itemNo)));

    public static ErpFault OrderNotFound(int orderNo) =>
        new("OrderNotFound", $"There is no order {orderNo}.", callersFault: true, ("OrderNo", $"{orderNo}"));

    public static ErpFault InvalidOrder(string message, string field) =>
        new("InvalidOrder", message, callersFault: true, ("Field", field));

    public static ErpFault InvalidStatus(int orderNo, string status) =>
        new("InvalidStatus", $"'{status}' is no order status: N, R, S or X.", callersFault: true,
            ("OrderNo", $"{orderNo}"), ("Status", status));

    public static ErpFault RecordLocked(int orderNo) =>
        new("RecordLocked", $"Order {orderNo} is being edited by another user.", callersFault: false, ("OrderNo", $"{orderNo}"));

    public static ErpFault SessionLimitReached(int limit) =>
        new("SessionLimitReached", $"All {limit} sessions are in use.", callersFault: false, ("Limit", $"{limit}"));
}
