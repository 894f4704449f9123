using Hub.Facade.Signing;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The public keys that documents of the hub are signed with.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder api) =>
        api.MapGet("/keys", ListAsync)
            .WithSummary("Lists the public keys that the hub's nodes sign documents with, as a JSON Web Key Set.")
            .Produces<PublicKeys>();

    private static async Task<IResult> ListAsync(HubSigningKey own, PublishedKeys published)
    {
        try
        {
            await own.PublishAsync();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            // Those of the other nodes are as good as ever; whoever asks this one to sign is told.
        }

        return TypedResults.Ok(new PublicKeys(await published.ListAsync()));
    }
}
