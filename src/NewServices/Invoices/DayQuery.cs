using Hub.ServiceKit.Requests;

namespace Hub.Invoices;

internal static class DayQuery
{
    /// <summary>
    /// Returns the day of a query parameter as the store keeps it; null where it is missing or wrong, which is noted.
    /// </summary>
    public static long? Find(QueryParameters query, string name) =>
        query.Value(name, ContractDay.Find, ContractDay.Expected) is { } day ? Day.ToNumber(day) : null;
}
