using System.Security.Cryptography;
using System.Text;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Linking;

/// <summary>Answers only whoever shows the token that the link holds.</summary>
/// <param name="token">The token.</param>
internal sealed class BearerToken(string token) : IEndpointFilter
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"));

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var given = context.HttpContext.Request.Headers.Authorization.ToString();
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected)
            ? next(context)
            : ValueTask.FromResult<object?>(
                new Problem(StatusCodes.Status401Unauthorized, "The token is missing or wrong.") { Challenge = "Bearer" });
    }
}
