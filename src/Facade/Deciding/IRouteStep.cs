namespace Hub.Facade.Deciding;

/// <summary>One step of a request's way to the side that answers it.</summary>
internal interface IRouteStep
{
    /// <summary>Lets a request pass to the next step, or answers it.</summary>
    /// <param name="request">The request.</param>
    /// <returns>True where it passes; false where it is answered.</returns>
    ValueTask<bool> PassAsync(RoutedRequest request);
}
