using System.Runtime.CompilerServices;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Console.Asking;

/// <summary>The hub's own API, asked by the person whose page this is.</summary>
internal sealed class HubApi(HubConnection hub, AuthenticationStateProvider people)
{
    /// <summary>Returns what the person may do.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in.</exception>
    public async Task<AccessGrant> GetCallerAsync() =>
        Session.GrantOf((await people.GetAuthenticationStateAsync()).User) ?? throw new SignedOutException();

    /// <summary>Reads an answer.</summary>
    /// <param name="path">The path below <c>/hub/api/</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubRefusedException">The hub refused, or did not answer.</exception>
    /// <exception cref="SignedOutException">The token is unknown by now.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellation = default) =>
        SendAsync<T>(HttpMethod.Get, path, body: null, cancellation);

    /// <summary>Reads an answer that a page can do without: null where the hub refuses it or does not answer.</summary>
    /// <inheritdoc cref="GetAsync{T}"/>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellation = default)
        where T : class
    {
        try
        {
            return await GetAsync<T>(path, cancellation);
        }
        catch (HubRefusedException)
        {
            return null;
        }
    }

    /// <summary>Follows a stream of events until it ends.</summary>
    /// <inheritdoc cref="GetAsync{T}"/>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var events = hub.FollowAsync<T>(await GetTokenAsync(), path, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync())
                    yield break;
            }
            catch (HubRefusedException e) when (e.Status == StatusCodes.Status401Unauthorized)
            {
                throw new SignedOutException();
            }

            yield return events.Current;
        }
    }

    /// <summary>Has something done.</summary>
    /// <inheritdoc cref="GetAsync{T}"/>
    public Task<T> PostAsync<T>(string path, object body) => SendAsync<T>(HttpMethod.Post, path, body, CancellationToken.None);

    /// <summary>Takes something back.</summary>
    /// <inheritdoc cref="GetAsync{T}"/>
    public Task<T> DeleteAsync<T>(string path) => SendAsync<T>(HttpMethod.Delete, path, body: null, CancellationToken.None);

    private async Task<string> GetTokenAsync() =>
        Session.TokenOf((await people.GetAuthenticationStateAsync()).User) ?? throw new SignedOutException();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        try
        {
            return await hub.SendAsync<T>(await GetTokenAsync(), method, path, body, cancellation);
        }
        catch (HubRefusedException e) when (e.Status == StatusCodes.Status401Unauthorized)
        {
            throw new SignedOutException();
        }
    }
}

/// <summary>How the hub's API is added.</summary>
internal static class HubApiRegistration
{
    /// <param name="services">The console's services.</param>
    /// <param name="address">Returns the address of the hub's own surface.</param>
    public static IServiceCollection AddHubApi(this IServiceCollection services, Func<Uri> address) => services
        .AddSingleton(new HubConnection(address))
        .AddScoped<HubApi>();
}
