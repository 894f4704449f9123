using Hub.Cases.Finding;
using Hub.Cases.Keeping;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Cases;

internal static class CasesApi
{
    public static RouteGroupBuilder MapCases(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/cases").WithTags("cases")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/{id}", FindCases.GetAsync).Describes(CasesContract.Get);
        group.MapGet("/", FindCases.ListAsync).ReadsQuery().Describes(CasesContract.List);
        group.MapPost("/", CaseEndpoints.MakeAsync).Describes(CasesContract.Make);
        group.MapPut("/{id}", CaseEndpoints.ChangeAsync).Describes(CasesContract.Change);
        group.MapDelete("/{id}", CaseEndpoints.DeleteAsync).Describes(CasesContract.Delete);
        return group;
    }
}
