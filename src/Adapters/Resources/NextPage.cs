using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql.Tables;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Hub.Adapters.Resources;

/// <summary>Where a list goes on, as a link (RFC 8288): the request as it was, with another cursor.</summary>
internal static class NextPage
{
    /// <summary>The query's name for a table's cursor; null where the mapping takes none from the query.</summary>
    public static string? CursorOf(MappedCall call) => call.Operation is not TableList ? null
        : call.In.Table.Bindings.OfType<ValueBinding>()
            .Where(b => b.Legacy is [TableList.CursorInput] && b.Contract is ["query", _])
            .Select(b => b.Contract[1])
            .LastOrDefault();

    public static string LinkOf(HttpRequest request, string cursor, string next)
    {
        var others = request.Query.Where(q => !string.Equals(q.Key, cursor, StringComparison.OrdinalIgnoreCase));
        var query = new QueryBuilder(others) { { cursor, next } };
        var path = request.PathBase.ToUriComponent() + PathText.EncodePath(request.Path.Value ?? "");
        return $"<{path}{query.ToQueryString()}>; rel=\"next\"";
    }
}
